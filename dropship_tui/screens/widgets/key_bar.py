"""The last line of every screen: the keys that do something now."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from dropship_tui.screens.widgets.painted import Painted

if TYPE_CHECKING:
    from textual import events
    from textual.binding import ActiveBinding

_STYLES = ("key", "label", "off")


class KeyBar(Painted):
    """Shows the active bindings that want to be shown; those that are not possible are grey.

    Where there is no room for all, first those that are not possible go, then the last ones.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {f"key-bar--{name}" for name in _STYLES}
    DEFAULT_CSS = """
    KeyBar {
        height: 1;
        dock: bottom;
        background: $panel;
        & > .key-bar--key { color: $primary; text-style: bold; }
        & > .key-bar--label { color: $foreground; }
        & > .key-bar--off { color: $text-disabled; }
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._bindings_shown: list[ActiveBinding] = []
        self._places: list[tuple[int, int, str]] = []

    def on_mount(self) -> None:
        """Follow the focus and the highlighted row."""
        self.screen.bindings_updated_signal.subscribe(self, lambda _screen: self._update())
        self._update()

    def _update(self) -> None:
        if self.screen.is_current:
            found = self.screen.active_bindings.values()
            self._bindings_shown = [
                active for active in found if active.binding.show and not self._is_typed(active)
            ]
            self.paint()

    def _is_typed(self, active: ActiveBinding) -> bool:
        """Whether the focused field takes the key as a letter. Textual knows of most, not of /."""
        focused, key = self.screen.focused, active.binding.key_display or ""
        return (
            focused is not None
            and len(key) == 1
            and focused.check_consume_key(active.binding.key, key)
        )

    def draw(self) -> list[Strip]:
        """The one line, and where its keys are, for the mouse."""
        width = self.content_size.width
        segments, self._places, used = [Segment(" ", self.rich_style)], [], 1
        for active in self._that_fit(width - 1):
            binding = active.binding
            key, label = binding.key_display or binding.key, f" {binding.description}  "
            end = used + cell_len(key + label)
            self._places.append((used, end - 2, binding.key))
            segments += [
                Segment(key, self.style_of(f"key-bar--{'key' if active.enabled else 'off'}")),
                Segment(label, self.style_of(f"key-bar--{'label' if active.enabled else 'off'}")),
            ]
            used = end
        return [Strip(segments).adjust_cell_length(width, self.rich_style)]

    def _that_fit(self, room: int) -> list[ActiveBinding]:
        shown = list(self._bindings_shown)
        off = [active for active in shown if not active.enabled]
        while shown and sum(map(_cells, shown)) > room + 2:
            # The last one is the way to all the others: Help.
            shown.remove(off.pop() if off else shown[-2:][0])
        return shown

    def on_click(self, event: events.Click) -> None:
        """Press the key under the pointer."""
        for start, end, key in self._places:
            if start <= event.x < end:
                self.app.simulate_key(key)


def _cells(active: ActiveBinding) -> int:
    binding = active.binding
    return cell_len(f"{binding.key_display or binding.key} {binding.description}  ")
