"""A large order file: imported, imported again, and the floor under both, in the same run.

    python benchmarks/import.py [--orders N] [--rounds N] [--shop-of N] [--times N]

The floor reads the same file with `csv.reader` and puts what it finds, unchecked, into the same
tables with the same indexes by `executemany`, in one transaction: as many bytes as the import
writes, the words of the search index among them. Every figure is a process of its own; its peak
memory is that process's, and its processor time stands beside the wall clock, for the days when
the machine has other things to do. Beside some of the imports a second process books one small
change after another, as a bench that scans does, and tells its longest wait.

Goals: an import at most 1.5 x the floor, the same file again at most 0.5 x, less than 200 MiB
for a file of any size; 1,000 new orders into a shop of a million in at most 0.3 s, while the
bench never waits more than 200 ms.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from dropship_tui.models.catalog import NewSku
from dropship_tui.models.money import Money
from dropship_tui.services.database.db import open_database
from dropship_tui.services.goods import catalog
from dropship_tui.services.ids import new_ids
from dropship_tui.services.importers.orders import Request, import_file
from dropship_tui.services.upkeep import database
from dropship_tui.services.work import Shop, Tx

HEADER = (
    "订单号,子订单编号,下单时间,付款时间,收件人,手机号,省,市,区,街道,详细地址,商家编码,商品名称,"
    "规格,数量,单价,运费,买家留言,订单状态,店铺名称"
).split(",")
SKUS = 2000
PLACES = (
    ("广东省", "深圳市", "福田区", "莲花街道"),
    ("浙江省", "杭州市", "西湖区", "北山街道"),
    ("四川省", "成都市", "锦江区", "春熙路街道"),
    ("北京市", "北京市", "朝阳区", "望京街道"),
    ("江苏省", "苏州市", "昆山市", "玉山镇"),
    ("湖北省", "武汉市", "洪山区", "关山街道"),
    ("新疆维吾尔自治区", "乌鲁木齐市", "天山区", "和平路街道"),
)
FAMILY, GIVEN = "赵钱孙李周吴郑王冯陈", "伟芳娜秀敏静丽强磊军洋勇艳杰"
TITLES = ("纯棉圆领短袖T恤", "陶瓷马克杯", "法兰绒午睡毯", "晴雨两用折叠伞", "玻璃保鲜盒三件套")
ORDERED = 1_795_305_600  # 2026-11-21T20:00:00+08:00


def rows(numbers: range) -> Iterator[list[str]]:
    """The rows of the orders of these numbers: one, two or three each, two on average."""
    for n in numbers:
        bought, paid = (
            time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(ORDERED - n + more)) for more in (-73, 0)
        )
        place = PLACES[n % len(PLACES)]
        name = FAMILY[n % 10] + GIVEN[n % 14] + GIVEN[n // 14 % 14]
        for line in range(1 + n % 3):
            sku = (n * 7 + line * 31) % SKUS
            yield [
                f"{2_800_000_000_000_000_000 + n * 7919}",
                f"{2_800_000_000_000_000_000 + n * 7919 + line + 1}",
                bought,
                paid,
                name,
                f"13{n % 1_000_000_000:09}",
                *place,
                f"{TITLES[n % 5][:3]}路{n % 900 + 1}号青禾花园{n % 40 + 1}幢{n % 2000 + 101}室",
                f"SKU-{sku:05}",
                f"{TITLES[sku % 5]} {sku}",
                "红色 M",
                str(1 + n % 2),
                f"{9 + sku % 90}.90",
                "6.00" if n % 4 == 0 else "0.00",
                "请尽快发货，谢谢" if n % 9 == 0 else "",
                "待发货",
                "小山家居旗舰店",
            ]


def make_file(path: Path, numbers: range) -> None:
    """Write the order file."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows(numbers))


def make_shop(path: Path) -> None:
    """Make a shop that knows the goods."""
    database.create(str(path))
    shop = _open(path)

    def furnish(tx: Tx) -> None:
        database.furnish(tx)
        for n in range(SKUS):
            catalog.save(
                tx,
                NewSku(f"SKU-{n:05}", f"{TITLES[n % 5]} {n}", "红色 M", price=Money(1000 + n)),
            )

    shop.write(furnish)
    shop.db.close()


def _open(path: Path) -> Shop:
    return Shop(open_database(str(path)), home=path.parent, actor="bench")


def floor(path: Path, file: Path) -> None:
    """The file into the tables by `executemany`, with nothing looked at."""
    connection = open_database(str(path)).raw()
    skus = dict(map(tuple, connection.execute("SELECT code, id FROM skus")))
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(
        "INSERT INTO import_batches (id, sha256, profile, actor, started_at)"
        " VALUES (1, '', 'floor', 'bench', 1)"
    )
    with file.open(encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(text)
        next(reader)
        some: list[tuple[int, list[tuple[int, list[str]]]]] = []
        numbered = groupby(enumerate(reader, 2), key=lambda row: row[1][0])
        for n, (_order_no, found) in enumerate(numbered, 1):
            some.append((n, list(found)))
            if len(some) == 1000:
                _put(connection, some, skus)
                some = []
        _put(connection, some, skus)
    connection.execute("COMMIT")


def _put(
    connection: Any, some: list[tuple[int, list[tuple[int, list[str]]]]], skus: dict[str, int]
) -> None:
    now = ORDERED * 1000
    orders, lines, events, kept, words = [], [], [], [], []
    for (n, found), order_id in zip(some, new_ids(len(some)), strict=True):
        first = found[0][1]
        number = f"20261123-{n:04}"
        digest = f"{order_id:064x}"
        numbers = [number.replace("-", ""), first[0], first[5]]
        texts = [*first[4]]
        goods = 0
        for position, ((row, cells), line_id) in enumerate(
            zip(found, new_ids(len(found)), strict=True), 1
        ):
            price, quantity = int(cells[15].replace(".", "")), int(cells[14])
            goods += price * quantity
            lines.append(
                (line_id, order_id, position, skus[cells[11]], cells[11], cells[12], cells[13],
                 quantity, price, "sheet", cells[19], cells[1])
            )  # fmt: skip
            kept.append((1, row, "imported", order_id, "\t".join(cells)))
            numbers.append(cells[1])
            texts += (cells[11].replace("-", ""), *cells[12], cells[13])
        freight = int(first[16].replace(".", ""))
        orders.append(
            (order_id, number, "new", 1, digest, now, "", "sheet", first[19], first[0],
             *first[4:6], "", "CN", *first[6:11], "", " ".join(first[4:11]), "CNY", goods, freight,
             0, goods + freight, "other", now, now, now, first[17], "", 1)
        )  # fmt: skip
        events.append(
            (order_id, "order", order_id, 1, now, now, "bench", "", "submit", "", "new", "",
             "order.submit", "", digest)
        )  # fmt: skip
        words.append((order_id, " ".join((*numbers, *(n[::-1] for n in numbers), *texts))))
    many = connection.executemany
    many(f"INSERT INTO orders ({_ORDER}) VALUES ({_marks(_ORDER)})", orders)
    many(f"INSERT INTO order_lines ({_LINE}) VALUES ({_marks(_LINE)})", lines)
    many(f"INSERT INTO events VALUES ({', '.join('?' * 15)})", events)
    many(f"INSERT INTO import_rows ({_ROW}) VALUES ({_marks(_ROW)})", kept)
    many("INSERT INTO order_search (rowid, words) VALUES (?, ?)", words)


_ORDER = (
    "id, number, status, version, chain, changed_at, held_from, channel, shop, external_no, name,"
    " phone, extension, country, province, city, district, street, detail, postcode,"
    " address_given, currency, goods_total, freight, discount, total, paid_by, paid_at,"
    " ordered_at, ship_by, remark, seller_note, batch_id"
)
_LINE = (
    "id, order_id, position, sku_id, code, title, spec, quantity, price, channel, shop, external_no"
)
_ROW = "batch_id, row, outcome, order_id, content"


def _marks(columns: str) -> str:
    return ", ".join("?" * len(columns.split(",")))


def ours(path: Path, file: Path) -> None:
    """The import itself."""
    import_file(_open(path), Request(file))


def bench(path: Path, ready: Any, stop: Any, answers: Any) -> None:
    """Book something small every 20 ms until told to stop; answer the longest wait."""
    shop = _open(path)
    longest = 0.0
    ready.set()
    while not stop.is_set():
        start = time.perf_counter()
        shop.write(lambda tx: tx.run("UPDATE stock SET on_hand = on_hand WHERE sku_id = 0"))
        longest = max(longest, time.perf_counter() - start)
        time.sleep(0.02)
    answers.put(longest)


Work = Callable[[Path, Path], None]
Figures = dict[str, float]
_context = multiprocessing.get_context("spawn")


def _child(work: Work, shop: Path, file: Path, answers: Any) -> None:
    wall, cpu = time.perf_counter(), time.process_time()
    work(shop, file)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    answers.put({"wall": wall, "cpu": cpu, "peak": _peak()})


def _peak() -> float:
    """The most memory that this process has had, in MiB; `getrusage` counts its parent's, too."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def measure(work: Work, shop: Path, file: Path) -> Figures:
    """`work` in a process of its own."""
    answers = _context.Queue()
    process = _context.Process(target=_child, args=(work, shop, file, answers))
    process.start()
    figures: Figures = answers.get()
    process.join()
    return figures


def measure_beside_a_bench(shop: Path, file: Path) -> Figures:
    """The import, and the longest wait of a bench that scans meanwhile."""
    ready, stop, answers = _context.Event(), _context.Event(), _context.Queue()
    scanner = _context.Process(target=bench, args=(shop, ready, stop, answers))
    scanner.start()
    ready.wait()
    figures = measure(ours, shop, file)
    stop.set()
    figures["wait"] = answers.get()
    scanner.join()
    return figures


def _fresh(template: Path, name: str) -> Path:
    """A copy of the template."""
    for old in template.parent.glob(f"{name}.db*"):
        old.unlink()
    return Path(shutil.copyfile(template, template.with_name(f"{name}.db")))


def compare(template: Path, orders: int, rounds: int) -> None:
    """The import next to its floor, in turns."""
    file = template.with_name("orders.csv")
    make_file(file, range(orders))
    seen: dict[str, list[Figures]] = {"floor": [], "import": [], "again": [], "beside a bench": []}
    for _round in range(rounds):
        seen["floor"].append(measure(floor, _fresh(template, "floor"), file))
        shop = _fresh(template, "import")
        seen["import"].append(measure(ours, shop, file))
        seen["again"].append(measure(ours, shop, file))
        shop = _fresh(template, "busy")
        seen["beside a bench"].append(measure_beside_a_bench(shop, file))
    print(f"{orders:,} orders in one file")
    for name, figures in seen.items():
        report(name, figures, seen["floor"])


def measure_large_file(template: Path, orders: int) -> None:
    """Peak memory of a larger file."""
    file = template.with_name("large.csv")
    make_file(file, range(orders))
    print(f"\n{orders:,} orders in one file")
    report("import", [measure(ours, _fresh(template, "large"), file)])
    file.unlink()


def measure_daily_file(template: Path, orders: int, rounds: int) -> None:
    """A day's file into a shop that has many orders, beside a bench that scans."""
    shop, file = _fresh(template, "million"), template.with_name("daily.csv")
    make_file(file, range(orders))
    measure(floor, shop, file)
    seen = []
    for day in range(rounds):
        make_file(file, range(orders + 1000 * day, orders + 1000 * (day + 1)))
        seen.append(measure_beside_a_bench(shop, file))
    print(f"\n1,000 new orders into a shop of {orders:,}")
    report("the first day", seen[:1])
    report("other days", seen[1:])


def report(name: str, figures: list[Figures], floors: list[Figures] | None = None) -> None:
    """One line."""
    line = f"{name:15}"
    for clock in ("wall", "cpu"):
        seconds = [one[clock] for one in figures]
        line += f" {clock} {_median(figures, clock):6.2f} s [{min(seconds):.2f}–{max(seconds):.2f}]"
        if floors:
            line += f" {_median(figures, clock) / _median(floors, clock):4.2f} x"
    line += f"  peak {max(one['peak'] for one in figures):4.0f} MiB"
    if "wait" in figures[0]:
        line += f"  longest wait {max(one['wait'] for one in figures) * 1000:.0f} ms"
    print(line, flush=True)


def _median(figures: list[Figures], clock: str) -> float:
    return statistics.median(one[clock] for one in figures)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--orders", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--times", type=int, default=5, help="how much larger the large file is")
    parser.add_argument("--shop-of", type=int, default=1_000_000, help="orders of the large shop")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        template = Path(folder) / "template.db"
        make_shop(template)
        compare(template, options.orders, options.rounds)
        if options.times:
            measure_large_file(template, options.orders * options.times)
        if options.shop_of:
            measure_daily_file(template, options.shop_of, options.rounds + 2)


if __name__ == "__main__":
    main()
