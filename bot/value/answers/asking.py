"""Asking: the words with which a question is asked, whatever it is about."""

ASKING = frozenset(
    """
    above advance advantage afford agree agreed agrees ahead all amount annually another answer answered
    answers anybody approval approvals approve approved approver approves asap ask asking asks available back
    backed backup backups before benefit better between beyond bigger blackout boss bound breaks btw bucks buy
    cancel cancellation charge charged cheap cheaper cheapest close closed closes colleague colleagues come
    comes commit commitment committed compare contact contract contracts contractual cost costing costs
    covered crash crashed crashes cut data day days dead dearer delivery device devices died dies diff differ
    difference differs disaster dollar dollars down downgrade downtime drop early employee employees entries
    evening evenings everybody everyone exceeding expensive extra fail fails failure fast faster fee fewer fix
    fixed fixes free fri fyi get gets goes gone grand guarantee guaranteed happens head heads hour hours
    incident included instead item items keep lead least leave less level levels licence licences license
    licenses limit limits list locked long longest look looks lose loses loss lost lower manned max maximum
    mean meant min minimum minute minutes mon month monthly months morning mornings move moves moving mtd
    myself next night nights nite nites normally notice obtain off ok okay okays oks open opens option order
    others outage over overnight own owner owns pay paying people per period permission person persons piece
    pieces plan point possible power ppl price prices problem problems promise promised provisioning purchase
    purpose quarter quick quicker quickly quit r rate rates reach react reaction reacts recovery reduce repair
    repaired replied replies reply resolve resolved respond responds response responsible restore restored
    restoring right rpo rto run runs safe sat saturdays sb seat seats service services setup shortest show
    sign signed signs sla slas slower solve solved somebody someone soon sooner spend spending stuck
    subscribed sum sun sundays support supported switch switching take target targets team term terminate
    terms then there thousand thu thurs tied tier tiers time times tonight top total tue tues u unit units
    until up upgrade upgrading usd used useful user users usual usually versus vs waiting wed week weekend
    weekends whenever whole within without work works worst year yearly years yes
    """.split()  # noqa: SIM905  # a wall of quotes would hide the words
)
