"""Whatever stands in the cells of a file from abroad: every row ends in one way, and only once."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dropship_tui.services.errors import ShopError
from dropship_tui.services.importers.orders import Request, import_file
from dropship_tui.services.upkeep import checkup
from tests.importers.order_files import Cells, write_csv
from tests.importers.profiles.test_foreign_marketplaces import EVERY
from tests.importers.profiles.test_foreign_shops import SECOND, SHOPIFY, WOO
from tests.shop import add_sku, make_shop

FILES: dict[str, Sequence[Cells]] = {**EVERY, "shopify": [SHOPIFY, SECOND], "woocommerce": [WOO]}
_CELLS = st.one_of(
    st.sampled_from(
        [
            "", "-", "0", "1", "-1", "2.0", "1.23E+15", "$5", "£", "EUR 5", "5 EUR 6", "US", "ZZ",
            "Nov-20-26", "31/02/2026", "99/99/99", "name:|sku:|quantity:", "|||", "&#0;&amp;",
            "=cmd()", "\x1b[2J", "a,b;c\td", '"', "1" * 400, "+1", "+", "''", "已取消", "shipped",
        ]
    ),
    st.text(max_size=12),
)  # fmt: skip


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.sampled_from(sorted(FILES)),
    st.lists(st.tuples(st.integers(0, 5), st.integers(0, 60), _CELLS), max_size=6),
    st.integers(1, 2),
)
def test_every_row_is_accounted_for_and_comes_in_once(
    tmp_path_factory: pytest.TempPathFactory,
    profile: str,
    spoilt: list[tuple[int, int, str]],
    times: int,
) -> None:
    folder = tmp_path_factory.mktemp("hostile")
    shop = make_shop(folder)
    add_sku(shop, "MUG-B", on_hand=5)
    rows = [dict(row) for row in FILES[profile]] * times
    for row, column, cell in spoilt:
        cells = rows[row % len(rows)]
        cells[list(cells)[column % len(cells)]] = cell
    path = write_csv(folder / "o.csv", rows)
    try:
        first = import_file(shop, Request(path, profile=profile))
        again = import_file(shop, Request(path, profile=profile))
        assert first.counts.rows == again.counts.rows
        assert (again.counts.imported, again.counts.updated) == (0, 0)
        assert len(first.errors) == first.counts.rejected
        assert all(result.ok for result in checkup.check(shop))
    except ShopError:
        return
    finally:
        shop.db.close()
