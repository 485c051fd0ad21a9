"""The command line as scripts call it, in this process, on a sample shop of the test's own."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest
import time_machine

from dropship_tui.__main__ import main
from tests.shop import NOW, make_shop

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@dataclass(frozen=True)
class Answer:
    """What a command said, and its exit code."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        """The refusal on stdout, which has all that a script needs."""
        error = self.json["error"]
        assert set(error) == {"code", "message", "hint", "details"}
        assert error["message"]
        return error


class Cli:
    """Runs commands on one database; `travel` moves the clock on."""

    def __init__(
        self,
        database: Path,
        capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch,
        clock: time_machine.Traveller,
    ) -> None:
        self.database = database
        self._capsys = capsys
        self._monkeypatch = monkeypatch
        self._clock = clock

    def __call__(self, *words: object, stdin: str = "") -> Answer:
        """Run a command just as it stands, with the database named before it."""
        self._monkeypatch.setattr("sys.stdin", io.StringIO(stdin))
        self._capsys.readouterr()
        code = main(["--db", str(self.database), *map(str, words)])
        said = self._capsys.readouterr()
        return Answer(code, said.out, said.err)

    def json(self, *words: object, stdin: str = "", code: int = 0) -> Any:
        """Run a command with --json; its document, and nothing else, is on stdout."""
        answer = self(*words, "--json", stdin=stdin)
        assert answer.code == code, answer
        assert answer.out.count("\n") == 1
        return answer.json

    def refused(self, *words: object, code: int = 1, stdin: str = "") -> Any:
        """Run a command that must answer an error; that error."""
        answer = self(*words, "--json", stdin=stdin)
        assert answer.code == code, answer
        return answer.error

    def done(self, *words: object) -> str:
        """Run an action on one document; the document's status."""
        answer = self.json(*words)
        assert answer["refused"] == []
        (row,) = answer["done"]
        return str(row["status"])

    def not_done(self, *words: object) -> str:
        """Run an action that must be refused for one document; the refusal's code."""
        answer = self.json(*words, code=1)
        assert answer["done"] == []
        (row,) = answer["refused"]
        assert set(row) == {"number", "code", "message"}
        assert row["message"]
        return str(row["code"])

    def travel(self, **steps: float) -> None:
        """Move the clock on by days=, hours=, minutes= …"""
        self._clock.shift(timedelta(**steps))

    def order(self, *more: object, line: str = "TS-RED-M:2", paid: str = "wechat") -> str:
        """Take down an order by hand; its number."""
        answer = self.json(
            "orders", "new", "--name", "张三", "--phone", "13800138000转1234",
            "--address", "浙江省杭州市余杭区文一西路969号", "--line", line, "--paid", paid, *more,
        )  # fmt: skip
        return str(answer["number"])

    def parcel(self, *more: object, **order: str) -> tuple[str, str]:
        """An order with its open parcel; both numbers."""
        number = self.order(*more, **order)
        assert self.done("orders", "confirm", number) == "confirmed"
        (item,) = self.json("packing", "open", number)["items"]
        return number, str(item["parcel"])

    def packed(self, *more: object, **order: str) -> tuple[str, str]:
        """An order whose goods have all been scanned into its parcel."""
        number, parcel = self.parcel(*more, **order)
        lines = self.json("packing", "show", parcel)["lines"]
        codes = [line["sku"] for line in lines for _ in range(line["quantity"])]
        assert self("packing", "scan", parcel, *codes).code == 0
        return number, parcel

    def labelled(self, waybill: str = "YT8820000000001", **order: str) -> tuple[str, str]:
        """A packed parcel with its waybill."""
        number, parcel = self.packed(**order)
        assert self.done("packing", "waybill", parcel, waybill) == "labelled"
        return number, parcel

    def shipped(self, waybill: str = "YT8820000000001", **order: str) -> tuple[str, str]:
        """A parcel that its courier has taken away."""
        number, parcel = self.labelled(waybill, **order)
        assert self.done("packing", "handover", "--courier", "yuantong") == "handed_over"
        return number, parcel

    def delivered(self, waybill: str = "YT8820000000001", **order: str) -> tuple[str, str]:
        """A parcel that has arrived."""
        number, parcel = self.shipped(waybill, **order)
        assert self.done("receipts", "deliver", parcel) == "delivered"
        return number, parcel

    def case(self, *more: object, reason: str = "size", line: str = "TS-RED-M:1") -> str:
        """A return that was asked for, for a delivered order of two T-shirts."""
        number, _parcel = self.delivered()
        answer = self.json(
            "returns", "request", number, "--type", "return", "--reason", reason, "--line", line,
            *more,
        )  # fmt: skip
        return str(answer["case"])

    def show(self, group: str, number: str) -> Any:
        """One document, by `GROUP show`."""
        (item,) = self.json(group, "show", number)["items"]
        return item


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    """The machine's clock, which stands still on a Monday morning."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cli(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    clock: time_machine.Traveller,
) -> Cli:
    """The command line on the sample shop."""
    shop = make_shop(tmp_path, sample=True)
    shop.db.close()
    return Cli(tmp_path / "shop.db", capsys, monkeypatch, clock)
