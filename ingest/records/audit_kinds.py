"""The kinds of what the audit tells of: the six operations that the law names, and who came in.

Data Protection Act 2018, section 62: collection, alteration, consultation, disclosure (with transfers),
combination and erasure.  `access` is our seventh, for what touches accounts and not records.
"""

__all__ = ["ACCESS", "ACTIONS", "CONSULTATION", "DISCLOSURE", "KINDS", "READ_ROWS", "kind_of"]

COLLECTION, ALTERATION, CONSULTATION = "collection", "alteration", "consultation"
DISCLOSURE, COMBINATION, ERASURE, ACCESS = "disclosure", "combination", "erasure", "access"
KINDS = (COLLECTION, ALTERATION, CONSULTATION, DISCLOSURE, COMBINATION, ERASURE, ACCESS)

READ_ROWS = "read rows"
"""The action of whoever opens records one by one."""

ACTIONS = {
    "import": COLLECTION,
    "hold": COLLECTION,
    "approve": COLLECTION,
    "refuse": COLLECTION,
    "enter": COLLECTION,
    "amend": ALTERATION,
    "retire": ALTERATION,
    "withdraw": ALTERATION,
    "ask owner": ALTERATION,
    "confirm": ALTERATION,
    "propose": ALTERATION,
    "accept": ALTERATION,
    "decline": ALTERATION,
    "keep on": ALTERATION,
    "restore": ALTERATION,
    "share": ALTERATION,
    "divide": ALTERATION,
    "release": ALTERATION,
    "refused release": ALTERATION,
    "acknowledge": ALTERATION,
    "mark found": ALTERATION,
    "take back": ALTERATION,
    "find duplicates": COMBINATION,
    "decide": COMBINATION,
    "undo": COMBINATION,
    "look out": COMBINATION,
    READ_ROWS: CONSULTATION,
    "refused question": CONSULTATION,
    "list rows": CONSULTATION,
    "refused rows": CONSULTATION,
    "read audit": CONSULTATION,
    "alert": CONSULTATION,
    "send": DISCLOSURE,
    "export": DISCLOSURE,
    "backup": DISCLOSURE,
    "erase": ERASURE,
    "forget versions": ERASURE,
    "forget rows set aside": ERASURE,
    "add person": ACCESS,
    "bind identity": ACCESS,
    "change password": ACCESS,
    "change role": ACCESS,
    "disable person": ACCESS,
    "enable person": ACCESS,
    "end sessions": ACCESS,
    "lock": ACCESS,
    "new audit key": ACCESS,
    "sign in": ACCESS,
    "sign out": ACCESS,
}
"""Of which kind each action is, where whoever notes it does not say so."""


def kind_of(action: str) -> str:
    """Give the kind of an action.

    Raises
    ------
    ValueError
        If nobody has said of which kind it is: what is not named cannot be accounted for.
    """
    if action not in ACTIONS:
        raise ValueError(f"The audit does not know of which kind the action '{action}' is.")
    return ACTIONS[action]
