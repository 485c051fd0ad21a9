"""The screens of the shop: the keys that `models.actions` gives them, and what they act on.

Screens that are a list are `ListScreen`s (`lists.py`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from dropship_tui.i18n import _
from dropship_tui.models import actions
from dropship_tui.models.lifecycle import Document
from dropship_tui.models.words import caption, listed, status_word
from dropship_tui.screens.caller import Caller

if TYPE_CHECKING:
    from dropship_tui.models.actions import Action
    from dropship_tui.screens.widgets.listing import Subject
    from dropship_tui.services.work import Outcome, Tx

CLOCK = 30  # seconds until times that run are shown anew


class ShopScreen(Caller[None]):
    """A screen with the keys that `models.actions` gives it, and the key bar."""

    SCREEN: ClassVar[str]
    """Its name in `models.actions`."""
    DOCUMENT: ClassVar[Document | None] = None
    """What its actions are about."""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012 - Textual's type

    def __init__(self) -> None:
        super().__init__()
        self._own = {action.name: action for action in self.own_actions()}
        for action in self._own.values():
            self._bindings.bind(
                action.key,
                action.call,
                action.title,
                show=action.in_bar,
                key_display=action.key_name,
            )

    @classmethod
    def own_actions(cls) -> list[Action]:
        """What can be done here; the App has the keys that work everywhere."""
        return [a for a in actions.of(cls.SCREEN) if a.screen != actions.EVERYWHERE]

    def on_mount(self) -> None:
        """Times run on: what is due in a minute is late in two."""
        self.set_interval(CLOCK, self._keep_time)

    def _keep_time(self) -> None:
        if self.is_current:
            self.renew()

    def on_screen_resume(self) -> None:
        """Show what has changed while another screen was in sight."""
        self.renew()

    def renew(self) -> None:
        """Read again what is shown. Called when the shop has changed, here or elsewhere."""

    def come(self, wanted: str = "") -> None:  # noqa: ARG002 - for those that have tabs
        """Somebody has come by the screen's key, or through a door of Today to a tab."""
        if self.is_current and self.AUTO_FOCUS:
            self.query(self.AUTO_FOCUS).focus()

    def subject(self) -> Subject | None:
        """The document that a key would act on now."""
        return None

    def subject_of(self, document: Document) -> Subject | None:  # noqa: ARG002 - for mixed rows
        """The document of this kind that a key would act on now."""
        return self.subject()

    def numbers(self) -> list[str]:
        """The documents that a key acts on."""
        subject = self.subject()
        return [subject.number] if subject else []

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:  # noqa: ARG002
        """Grey what the lifecycle does not allow to the subject."""
        known = self._own.get(action)
        if known is None or known.document is None:
            return True
        subject = self.subject_of(known.document)
        possible = subject is not None and known.is_possible(subject.status, subject.kind)
        return True if possible else None

    def act(
        self,
        work: Callable[[Tx, str], Any],
        numbers: Sequence[str] = (),
        *,
        document: Document | None = None,
    ) -> None:
        """Do `work` to each of `numbers`, else to what is selected or highlighted.

        Each document is a transaction of its own: what can be done is done, what is refused is
        said. `document` is the kind that `work` answers with, when it is not the screen's own.
        """
        chosen = list(numbers) or self.numbers()
        if chosen:
            self.hub.write(
                lambda shop: shop.each(work, chosen),
                lambda outcome: self._acted(outcome, document),
            )

    def _acted(self, outcome: Outcome, document: Document | None = None) -> None:
        if outcome.done:
            self.hub.say(f"✓ {_told(outcome, document or self.DOCUMENT)}")
        if len(outcome.refused) == 1:
            self.hub.say(f"✗ {outcome.refused[0].message}", alarm=True)
        elif outcome.refused:
            self._say_refusals(outcome)
        if self.is_mounted:
            self.renew()

    def _say_refusals(self, outcome: Outcome) -> None:
        from dropship_tui.screens.dialogs.message import Message

        lines = [f"✗ {caption(refusal.number)}{refusal.message}" for refusal in outcome.refused]
        title = _("{n} of {all} could not be done").format(
            n=len(lines), all=len(lines) + len(outcome.done)
        )
        self.app.push_screen(Message(title, *lines))


def _told(outcome: Outcome, document: Document | None) -> str:
    """What was done, in one line: the number or how many, and what they are now."""
    what = str(outcome.done[0]["number"]) if len(outcome.done) == 1 else ""
    if document is None:
        return what or str(len(outcome.done))
    ends = Counter(str(each["status"]) for each in outcome.done)
    return listed(f"{what or n} · {status_word(document, status)}" for status, n in ends.items())
