"""Labels a second, and bytes a label, in one PDF.

    python benchmarks/labels.py [HOW MANY]

Prints the median of five runs, each in the same process after one warm-up, with other labels
every time, so that nothing of an earlier run can be used again.
"""

from __future__ import annotations

import statistics
import sys
import time

from dropship_tui.models.documents import GoodsLine, ParcelLabel, Party
from dropship_tui.services.printing import render

_SENDER = Party("好物仓", "0571-88880000", "浙江省 杭州市 余杭区", "文一西路1500号3幢1楼")
_PLACES = (
    ("浙江省 杭州市 西湖区", "曙光路122号欧美中心{}幢{}室"),
    ("广东省 广州市 天河区", "珠江新城华夏路{}号{}房"),
    ("四川省 成都市 锦江区", "春熙路街道总府路{}号{}单元"),
    ("北京市 北京市 朝阳区", "望京街道阜通东大街{}号院{}号楼"),
)
_GOODS = (
    GoodsLine("TS-RED-M", "纯棉圆领短袖T恤", "红色 / M", 2),
    GoodsLine("CUP-01", "陶瓷马克杯", "白色 350 ml", 1),
)
_FAMILY_NAMES, _GIVEN_NAMES = "赵钱孙李周吴郑王", "伟芳娜秀敏静丽强磊军洋勇艳杰"


def label(n: int) -> ParcelLabel:
    """The n-th of any number of labels, no two of them alike."""
    region, street = _PLACES[n % len(_PLACES)]
    given = _GIVEN_NAMES[n % len(_GIVEN_NAMES)] + _GIVEN_NAMES[n // 7 % len(_GIVEN_NAMES)]
    receiver = Party(
        name=_FAMILY_NAMES[n % len(_FAMILY_NAMES)] + given,
        phone=f"138{n:08}",
        region=region,
        address=street.format(n % 90 + 1, n),
        extension=f"{n % 10_000:04}" if n % 3 == 0 else "",
    )
    return ParcelLabel(
        f"20261123-{n:05}", "圆通速递", f"YT{1_000_000_000_000 + n}", receiver, _SENDER, _GOODS
    )


def main() -> None:
    """Measure and print."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    render.labels([label(0)])
    rates, size = [], 0
    for run in range(1, 6):
        parcels = [label(n) for n in range(run * count, (run + 1) * count)]
        start = time.perf_counter()
        size = len(render.labels(parcels))
        rates.append(count / (time.perf_counter() - start))
    print(
        f"{count} labels in one PDF: {statistics.median(rates):,.0f} a second "
        f"[{min(rates):,.0f}–{max(rates):,.0f}], {size / count:,.0f} bytes each"
    )


if __name__ == "__main__":
    main()
