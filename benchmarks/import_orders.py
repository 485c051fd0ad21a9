"""A large order file: imported, imported again, and the floor under both, in the same run.

    python benchmarks/import_orders.py [ORDERS] [ROUNDS]

The floor reads the same file with `csv.reader` and puts what it finds, unchecked, into the same
tables with the same indexes by `executemany`, in one transaction. Every figure is a process of
its own with a fresh shop; peak memory is that process's. A second process books one small change
after another while the import runs, as a bench that scans does, and tells its longest wait.
"""

from __future__ import annotations

import csv
import json
import multiprocessing
import resource
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from dropship_tui.models.catalog import NewSku
from dropship_tui.models.money import Money
from dropship_tui.services import catalog, database
from dropship_tui.services.db import open_database
from dropship_tui.services.importers.orders import Request, import_file
from dropship_tui.services.work import Shop

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


def rows(orders: int) -> Iterator[list[str]]:
    """The rows of so many orders: one, two or three each, two on average."""
    for n in range(orders):
        bought, paid = (
            time.strftime("%Y-%m-%d %H:%M:%S", time.gmtime(ORDERED - orders + n + more))
            for more in (0, 73)
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


def make_file(path: Path, orders: int) -> None:
    """Write the order file."""
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADER)
        writer.writerows(rows(orders))


def make_shop(path: Path) -> None:
    """Make a shop that knows the goods."""
    database.create(str(path))
    shop = _open(path)

    def furnish(tx: Any) -> None:
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


def floor(shop: Path, file: Path) -> None:
    """The file into the tables by `executemany`, with nothing looked at."""
    connection = open_database(str(shop)).raw()
    skus = dict(map(tuple, connection.execute("SELECT code, id FROM skus")))
    connection.execute("BEGIN IMMEDIATE")
    connection.execute(
        "INSERT INTO import_batches (id, sha256, profile, actor, started_at)"
        " VALUES (1, '', 'floor', 'bench', 1)"
    )
    with file.open(encoding="utf-8-sig", newline="") as text:
        reader = csv.reader(text)
        next(reader)
        numbered = enumerate(reader, 2)
        batch: list[tuple[int, list[tuple[int, list[str]]]]] = []
        for n, (_key, found) in enumerate(groupby(numbered, key=lambda row: row[1][0]), 1):
            batch.append((n, list(found)))
            if len(batch) == 1000:
                _put(connection, batch, skus)
                batch = []
        _put(connection, batch, skus)
    connection.execute("COMMIT")


def _put(
    connection: Any, batch: list[tuple[int, list[tuple[int, list[str]]]]], skus: dict[str, int]
) -> None:
    now = ORDERED * 1000
    orders, lines, events, kept, words = [], [], [], [], []
    for n, found in batch:
        first = found[0][1]
        digest = f"{n:064x}"
        goods = 0
        for position, (row, cells) in enumerate(found, 1):
            price, quantity = int(cells[15].replace(".", "")), int(cells[14])
            goods += price * quantity
            lines.append(
                (row, n, position, skus[cells[11]], cells[11], cells[12], cells[13], quantity,
                 price, "sheet", cells[19], cells[1])
            )  # fmt: skip
            kept.append((1, row, "imported", n, "\t".join(cells)))
        freight = int(first[16].replace(".", ""))
        orders.append(
            (n, f"20261123-{n:04}", "new", 1, digest, now, "", "sheet", first[19], first[0],
             *first[4:6], "", "CN", *first[6:11], "", " ".join(first[4:11]), "CNY", goods, freight,
             0, goods + freight, "other", now, now, now, first[17], "", 1)
        )  # fmt: skip
        events.append(
            (n, "order", n, 1, now, now, "bench", "", "submit", "", "new", "", "order.submit", "",
             digest)
        )  # fmt: skip
        words.append((n, f"{first[0]} {first[5]} {' '.join(first[4])} {' '.join(first[12])}"))
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


def ours(shop: Path, file: Path) -> dict[str, Any]:
    """The import itself; its counts."""
    answer = import_file(_open(shop), Request(file))
    return {"imported": answer.counts.imported, "duplicate": answer.counts.duplicate}


def bench(shop: Path, stop: Any, answers: Any) -> None:
    """Book something small every 20 ms until told to stop; answer the longest wait."""
    shop_ = _open(shop)
    longest, count = 0.0, 0
    while not stop.is_set():
        start = time.perf_counter()
        shop_.write(lambda tx: tx.run("UPDATE stock SET on_hand = on_hand WHERE sku_id = 0"))
        longest = max(longest, time.perf_counter() - start)
        count += 1
        time.sleep(0.02)
    answers.put({"longest_wait_ms": round(longest * 1000), "scans": count})


def _child(work: Callable[[Path, Path], Any], shop: Path, file: Path, answers: Any) -> None:
    start = time.perf_counter()
    found = work(shop, file) or {}
    seconds = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    answers.put({"seconds": seconds, "peak_mib": peak, **found})


def measure(work: Callable[[Path, Path], Any], shop: Path, file: Path) -> dict[str, Any]:
    """`work` in a process of its own."""
    answers = _context.Queue()
    process = _context.Process(target=_child, args=(work, shop, file, answers))
    process.start()
    answer: dict[str, Any] = answers.get()
    process.join()
    return answer


_context = multiprocessing.get_context("spawn")


def main(orders: int, rounds: int) -> None:
    """Measure and print."""
    results: dict[str, list[dict[str, Any]]] = {"floor": [], "import": [], "again": [], "busy": []}
    with tempfile.TemporaryDirectory() as folder:
        file, template = Path(folder) / "orders.csv", Path(folder) / "template.db"
        make_file(file, orders)
        make_shop(template)
        for _round in range(rounds):
            for name, work in (("floor", floor), ("import", ours)):
                shop = Path(folder) / f"{name}.db"
                _fresh(template, shop)
                results[name].append(measure(work, shop, file))
            results["again"].append(measure(ours, Path(folder) / "import.db", file))
            shop = Path(folder) / "busy.db"
            _fresh(template, shop)
            results["busy"].append(_beside_a_bench(shop, file))
    _report(results)


def _fresh(template: Path, shop: Path) -> None:
    for old in shop.parent.glob(shop.name + "*"):
        old.unlink()
    shutil.copyfile(template, shop)


def _beside_a_bench(shop: Path, file: Path) -> dict[str, Any]:
    stop, answers = _context.Event(), _context.Queue()
    scanner = _context.Process(target=bench, args=(shop, stop, answers))
    scanner.start()
    answer = measure(ours, shop, file)
    stop.set()
    answer |= answers.get()
    scanner.join()
    return answer


def _report(results: dict[str, list[dict[str, Any]]]) -> None:
    base = statistics.median(result["seconds"] for result in results["floor"])
    for name, found in results.items():
        seconds = [result["seconds"] for result in found]
        median = statistics.median(seconds)
        print(
            f"{name:8} {median:6.2f} s [{min(seconds):.2f}–{max(seconds):.2f}]"
            f"  {median / base:4.2f} × floor  peak {max(r['peak_mib'] for r in found):4.0f} MiB  "
            + json.dumps({k: v for k, v in found[-1].items() if k not in ("seconds", "peak_mib")})
        )


if __name__ == "__main__":
    main(*(int(text) for text in (*sys.argv[1:], *("100000", "3")[len(sys.argv) - 1 :])))
