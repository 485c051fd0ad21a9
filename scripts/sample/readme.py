"""The page that says what is in data/sample."""

from __future__ import annotations

from typing import Any

PAGE = """\
# The sample shop 小山家居

Everything here is invented: people, phones, streets, companies, order numbers. Only the
divisions (province to town) are real. Made by `python scripts/make_sample.py` with seed {seed};
`shop.json` and `noservice.csv` are kept by hand, change the rest there and not here.

- `shop.json`: name, zone, currency; rules (`second_person_above` in cents); owners and due days of
  the setup tasks; suppliers and resellers with agreements and 阿美's prices; couriers with rate
  cards, waybill ranges and areas that they do not serve.
- `catalog.csv`: 60 SKUs with barcodes of the range that is left to shops. Incomplete on purpose:
  CUP-01, CUP-02 and STO-RCK-03 have no photo, MAT-07 no weight, LGT-NGT-02 no description,
  CLN-SPG-01 no barcode. The photos are names only.
- `stock.csv`: the opening count. Low are TS-BLK-L, KIT-POT-18, KIT-CHP-10, STO-HGR-20 and
  CLN-LNT-03; empty are CUP-02 and KIT-SCL-01. All else suffices for every order below.
- `rates/`: 圆通 and 中通 in weight tiers, 邮政 and 顺丰 in first weight and steps. 顺丰 is XLSX
  with a title row, short names of provinces and two products, of which 特快 does not go everywhere.
- `noservice.csv`: areas that 圆通 and 中通 do not serve until 2027-03-31.
- `taobao-ExportOrderList.csv`: the platform's order list. GB18030, `="…"` numbers, headers with
  trailing spaces, titles without codes.
- `pinduoduo-orders.csv`: the platform's long form. UTF-8, a tab behind every value, some receivers
  starred.
- `reseller-阿美.xlsx`: a reseller's own sheet. A title row, one row per line of an order, addresses
  in every style, a total at the end.
- `expected.json`: what importing the order files into the fresh shop must answer.

## What an import must answer

{counts}

Rows are those below the header, the reseller's total row included. `held` counts what the file
and the catalog alone decide:

{held}

The shelf and the couriers stop some more (`out_of_stock` and `no_service` in `expected.json`):
orders for the two empty SKUs, and one to 香港, which no rate card has.

## Rows that must be rejected

{errors}

Each file also has one row twice (a duplicate), and remarks with markup, with a formula, and in
the Taobao file with control characters. `samples` in `expected.json` are orders as they must be
in the shop afterwards; in remarks, white space is folded and control characters are gone.
"""
COUNTS = "rows imported updated duplicate rejected skipped orders lines held".split()


def readme(expected: dict[str, Any], seed: int) -> str:
    """README.md: what is in the folder, and the numbers of `expected`."""
    return PAGE.format(
        seed=seed,
        counts=markdown(
            ["file", *COUNTS], [[name, *(of[c] for c in COUNTS)] for name, of in expected.items()]
        ),
        held=markdown(
            ["file", "reason", "orders"],
            [
                [name, reason, len(numbers)]
                for name, of in expected.items()
                for reason, numbers in of["held_by"].items()
            ],
        ),
        errors=markdown(
            ["file", "row", "column", "reason", "why"],
            [[name, *error.values()] for name, of in expected.items() for error in of["errors"]],
        ),
    )


def markdown(header: list[str], rows: list[list[Any]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(map(str, line)) + " |" for line in lines)
