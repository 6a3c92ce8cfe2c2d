"""The emoji that Slack's short names stand for, as far as a work bot meets them."""

import re

_NAMES = """
+1 👍|-1 👎|thumbsup 👍|thumbsdown 👎|wave 👋|tada 🎉|pray 🙏|clap 👏|raised_hands 🙌|ok_hand 👌|muscle 💪|eyes 👀
point_right 👉|point_left 👈|point_up 👆|point_down 👇|raising_hand 🙋|bow 🙇|shrug 🤷|handshake 🤝|writing_hand ✍️
smile 😄|slightly_smiling_face 🙂|grinning 😀|blush 😊|wink 😉|thinking_face 🤔|neutral_face 😐|confused 😕|cry 😢
slightly_frowning_face 🙁|white_frowning_face ☹️|disappointed 😞|angry 😠|joy 😂|sweat_smile 😅|sob 😭|heart_eyes 😍
white_check_mark ✅|heavy_check_mark ✔️|ballot_box_with_check ☑️|x ❌|heavy_multiplication_x ✖️|no_entry ⛔|stop_sign 🛑
warning ⚠️|exclamation ❗|question ❓|grey_question ❔|information_source ℹ️|bulb 💡|rotating_light 🚨|sos 🆘
red_circle 🔴|large_blue_circle 🔵|large_green_circle 🟢|large_yellow_circle 🟡|large_orange_circle 🟠|white_circle ⚪|black_circle ⚫
large_green_square 🟩|large_red_square 🟥|large_yellow_square 🟨|star ⭐|sparkles ✨|fire 🔥|rocket 🚀|zap ⚡|boom 💥
bell 🔔|no_bell 🔕|mega 📣|loudspeaker 📢|speech_balloon 💬|left_speech_bubble 🗨️|envelope ✉️|email 📧|incoming_envelope 📨|inbox_tray 📥|outbox_tray 📤
calendar 📅|date 📅|spiral_calendar_pad 🗓️|alarm_clock ⏰|hourglass ⌛|hourglass_flowing_sand ⏳|stopwatch ⏱️|clock9 🕘
moneybag 💰|dollar 💵|euro 💶|credit_card 💳|receipt 🧾|chart_with_upwards_trend 📈|chart_with_downwards_trend 📉|bar_chart 📊|abacus 🧮
memo 📝|pencil 📝|pencil2 ✏️|clipboard 📋|page_facing_up 📄|file_folder 📁|open_file_folder 📂|card_index_dividers 🗂️|paperclip 📎|pushpin 📌|round_pushpin 📍|bookmark 🔖|label 🏷️|ticket 🎫
package 📦|shopping_trolley 🛒|gift 🎁|truck 🚚|bike 🚲|bicyclist 🚴|mountain_bicyclist 🚵|checkered_flag 🏁|trophy 🏆|medal 🏅|dart 🎯
wrench 🔧|hammer_and_wrench 🛠️|gear ⚙️|nut_and_bolt 🔩|toolbox 🧰|key 🔑|lock 🔒|unlock 🔓|shield 🛡️|link 🔗|mag 🔍|electric_plug 🔌|battery 🔋|computer 💻|desktop_computer 🖥️|printer 🖨️|iphone 📱|telephone_receiver 📞|satellite_antenna 📡|floppy_disk 💾
robot_face 🤖|bust_in_silhouette 👤|busts_in_silhouette 👥|office 🏢|house 🏠|hospital 🏥|construction 🚧|recycle ♻️|seedling 🌱|sunny ☀️|partly_sunny ⛅|rainbow 🌈|crescent_moon 🌙|coffee ☕|heart ❤️|broken_heart 💔|green_heart 💚|100 💯
arrow_right ➡️|arrow_left ⬅️|arrow_up ⬆️|arrow_down ⬇️|arrow_upper_right ↗️|arrow_lower_right ↘️|arrows_counterclockwise 🔄|repeat 🔁|heavy_plus_sign ➕|heavy_minus_sign ➖|small_red_triangle 🔺|small_red_triangle_down 🔻|black_small_square ▪️|small_blue_diamond 🔹
one 1️⃣|two 2️⃣|three 3️⃣|four 4️⃣|five 5️⃣|six 6️⃣|seven 7️⃣|eight 8️⃣|nine 9️⃣|keycap_ten 🔟|zero 0️⃣
"""

SIGNS = dict(pair.split(" ", 1) for line in _NAMES.split("\n") if line for pair in line.split("|"))

_SHORT_NAME = re.compile(r":([a-z0-9_+-]+):")


def with_signs(text: str) -> str:
    """Put the sign for every short name that is known (`:bulb:`); others stay as they were typed."""
    return _SHORT_NAME.sub(lambda match: SIGNS.get(match[1], match[0]), text)
