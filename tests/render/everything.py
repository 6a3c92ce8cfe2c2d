"""Every macro once, with the same words in every place that takes words."""

SURE = "confirm(words, words, words, words)"
BUTTON = f'button(words, "x.go", words, style="danger", label=words, confirm={SURE})'

# A message for each macro; `picture` is left undefined or is the id of a file.
MESSAGES = {
    "text": "",
    "header": "{{ header(words) }}",
    "section": f"{{% call section(accessory={BUTTON}) %}}{{{{ words }}}}{{% endcall %}}",
    "fields": """{% call fields() %}
        {{ field(words, words) }}{% call field(words) %}{{ words }}{% endcall %}{{ field(value=words) }}
        {% endcall %}""",
    "context": "{% call context() %}{{ image(words, url='https://x.y') }} {{ words }}{% endcall %}",
    "markdown": "{% call markdown() %}**Now** {{ words }}{% endcall %}",
    "divider": "{{ divider() }}",
    "alert": "{% call alert('error') %}{{ words }}{% endcall %}",
    "preformatted": "{{ preformatted(words) }}",
    "image": "{{ image(words, file='F0CHART', title=words) }}",
    "actions": f"{{% call actions() %}}{{{{ {BUTTON} }}}}{{% endcall %}}",
    "overflow": """{% call actions() %}
        {{ overflow("x.a", [(words, "a"), (words, "b", words)]) }}
        {% call overflow("x.b") %}{{ option(words, "a", words) }}{% endcall %}
        {% endcall %}""",
    "context_actions": """{% call context_actions() %}
        {{ feedback_buttons("x.rate", words, words, good=words, bad=words) }}
        {{ icon_button(words, "x.remove", words) }}
        {% endcall %}""",
    "table": """{% call table(align=["left", none, "right"]) %}
        {{ row("Name", "Cost", "Count") }}{{ row(words, cell(words, 5), 7) }}
        {{ row(none, cell(words), words) }}
        {% endcall %}""",
    "data_table": """{% call data_table(words, page=5, header=0) %}
        {{ row(words, words) }}{{ row(words, cell(words, 5)) }}
        {% endcall %}""",
    "bar": """{% call data_visualization("bar", words, x=words, y=words, image=picture) %}
        {% call series(words) %}{{ point(words, 5) }}{% endcall %}
        {% endcall %}""",
    "pie": "{% call data_visualization('pie', words) %}{{ point(words, 5) }}{% endcall %}",
    "card": f"""{{% call card(words, subtitle=words, body=words, hero=image(words, file="F1")) %}}
        {{{{ {BUTTON} }}}}
        {{% endcall %}}""",
    "carousel": "{% call carousel() %}{{ card(body=words) }}{{ card(title=words) }}{% endcall %}",
    "container": """{% call container(words, subtitle=words, collapsed=false) %}
        {% call section() %}{{ words }}{% endcall %}{{ divider() }}
        {% endcall %}""",
    "quoted": "{% call section() %}{{ words | quote }}{% endcall %}",
    "clipped": "{% call section() %}{{ words | clip(9) }} {{ words | link('https://x.y') }}{% endcall %}",
    "joined": """{% call section() %}
        {{ '*' ~ words ~ '*' ~ ('U0ANA' | person) }}{{ [words, words] | join }}
        {% endcall %}""",
    "filled": "{% call section() %}{{ '%s & %s' | format(words, 'U0ANA' | person) }}{% endcall %}",
    "set": """{% set said %}{{ words }}{% endset %}
        {{ header(said) }}{% call section() %}{{ said }}{% endcall %}""",
}

VIEWS = {
    "modal": """{% call modal(words, submit=words, close=words, private={"words": words}) %}
        {{ input(words, "a", text_input(initial=words, placeholder=words), hint=words) }}
        {{ input(words, "b", select(options=[(words, "a", words)], initial="a", placeholder=words)) }}
        {{ input(words, "bb", search_select(initial=option(words, "a", words), placeholder=words)) }}
        {{ input(words, "c", multi_select(options=[{"text": words, "value": "a"}], initial=["a"])) }}
        {{ input(words, "d", radio(options=[{"text": words, "value": "a"}], initial="a")) }}
        {% call input(words, "e") %}{% call checkboxes() %}{{ option(words, "a") }}{% endcall %}{% endcall %}
        {{ input(words, "f", people(placeholder=words)) }}{{ input(words, "g", people(many=true)) }}
        {{ input(words, "h", channel_select(placeholder=words)) }}
        {{ input(words, "i", channel_select(many=true)) }}
        {{ input(words, "files", file_input(most=2), hint=words) }}
        {{ input(words, "j", date(initial="2026-11-24")) }}{{ input(words, "k", time(initial="09:30")) }}
        {{ input(words, "l", number_input(initial=3, min=1, max=9)) }}
        {% call alert() %}{{ words }}{% endcall %}
        {% endcall %}""",
    "home": "{% call home(private=words) %}{% call section() %}{{ words }}{% endcall %}{% endcall %}",
}
