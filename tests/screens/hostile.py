"""What people and files may put into any field, and what must never reach a terminal."""

import re

CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2066-\u2069]")
HOSTILE = [
    "a [/b] c",
    "[@click=app.quit]x[/]",
    "[link=https://example.com]x",
    "[bold",
    "Size [XL]",
    "\x1b[31mred\x1b[0m",
    "\x1b]0;title\x07",
    "\x9b2J",
    "abc\u202edcba",
    "line\nbreak\ttab\rreturn",
    "👨\u200d👩\u200d👧 family",
    "👍🏽 ok ☎\ufe0f",
    "中\u200d文",
    "张三丰",
    "",
]
