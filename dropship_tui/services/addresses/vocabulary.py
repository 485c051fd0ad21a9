"""The words by which a pasted message is taken apart: labels, surnames, places, goods, requests.

Everything here is data. Patterns are written for text as `characters.matching` leaves it.
"""

from __future__ import annotations

import re
from enum import StrEnum

__all__ = [
    "ADDRESS_END",
    "ADDRESS_PART",
    "ASKING",
    "COMPANY",
    "COUNTED",
    "FIRM",
    "GOODS",
    "GOODS_LABEL",
    "HAN",
    "HONORIFIC",
    "LABELS",
    "NAME_SHAPE",
    "PART_OF_LANDSCAPE",
    "PART_OF_NAME",
    "RECEIVES",
    "REQUEST",
    "SENDER",
    "SPACED_NAME",
    "Label",
    "has_common_surname",
    "has_surname",
    "label_kind",
    "likely_name",
]

HAN = "\u3400-\u4dbf\u4e00-\u9fff\U00020000-\U0003ffff"
"""Chinese characters, as a character class takes them."""


def _either(words: str) -> str:
    """A pattern for any of `words`, the longest first. A word may itself be a pattern."""
    return "|".join(sorted(words.split(), key=len, reverse=True))


# Labels.


class Label(StrEnum):
    """What a label says of the text after it."""

    NAME = "name"
    PHONE = "phone"
    ADDRESS = "address"
    POSTCODE = "postcode"
    NOTE = "note"
    HEADING = "heading"


_LABEL_WORDS = {
    Label.NAME: """
        收货人姓名 收件人姓名 收货人名字 收件人名字 收货姓名 收件姓名 客户姓名 真实姓名
        收货人 收件人 联系人 收方 收件方 姓名 名字 花名 客户 收件 收货
        name full_name recipient_name recipient consignee ship_to deliver_to
    """,
    Label.PHONE: """
        收货人手机号码 收货人手机号 收货人电话 收件人手机号 收件人电话 收货电话 收件电话
        手机号码 手机号 电话号码 联系电话 联系手机 联系方式 联系号码 手机 电话 座机 固话
        固定电话 号码 phone mobile tel
    """,
    Label.ADDRESS: """
        收货人地址 收件人地址 收货详细地址 收货地址 收件地址 详细地址 邮寄地址 送货地址
        寄货地址 家庭地址 公司地址 街道地址 所在地区 所在区域 所在省市 省市区县 省市区
        所在地 地区 区域 新地址 地址 住址 街道 门牌号 门牌 省份 城市 区县 县区 乡镇
        省/市/区 省/市 市/区 区/县 街道/镇 街道/乡镇 镇/街道 乡镇/街道 乡/镇
        所在省份 所在城市 所在区县 所在街道 收件公司 收货公司 收件单位 收货单位 公司名称 单位名称
        address addr add
    """,
    Label.POSTCODE: "邮政编码 邮编 zip postcode",
    Label.NOTE: """
        买家留言 买家备注 订单备注 备注信息 备注 留言 附言 身份证号码 身份证号 身份证
        note remark
    """,
    Label.HEADING: "收货信息 收件信息 收货人信息 收件人信息 地址信息 客户信息 收货资料",
}
# Long enough to be meant as labels wherever they stand, colon or not.
_PLAIN = """
    收货人姓名 收件人姓名 收货人 收件人 姓名 手机号码 收货人手机号码 联系电话 联系方式
    所在地区 详细地址 收货地址 收件地址 邮政编码
"""
# Labels only at the head of a piece and with a colon.
_SHORT = {
    Label.NAME: "收 名 人 to",
    Label.PHONE: "电 手",
    Label.ADDRESS: "址 省 市 区 县 镇",
    Label.HEADING: "寄 发 送 发货 代发 下单",
}
_KINDS = {
    word.replace("_", ""): kind
    for table in (_SHORT, _LABEL_WORDS)
    for kind, words in table.items()
    for word in words.split()
}
_PLACE_AHEAD = rf"[{HAN}]{{2,7}}?[省市区县州盟]"  # 褚时健地址云南省
_ANY_LABEL = _either(" ".join(_LABEL_WORDS.values())).replace("_", " ?")
_SPACED_LABEL = re.sub(f"(?<=[{HAN}])(?=[{HAN}])", " ?", _ANY_LABEL)  # 收 货 人
_NO_LABEL = rf"(?<=[{HAN}])(?:街道|乡镇)|(?<=[打拨])电话"  # 王舍人街道:, 打电话:
_ORDINAL = r"(?:[①-⑳]|(?<![\w.-])\d ?[.);]) ?"  # ② 手机, 3.地址
_HEAD = r"(?:^|(?<=[\s,;|/\x1e\x1f\[(\].]))"
LABELS = re.compile(
    rf"(?:{_ORDINAL})?[\[({{\"&]*(?!{_NO_LABEL})"
    rf"(?P<colon>{_SPACED_LABEL}) ?\d{{0,2}}[\])\"]? ?[:=] ?"
    rf"|\[(?P<boxed>{_ANY_LABEL})\]"
    rf"|{_HEAD}(?P<short>{_either(' '.join(_SHORT.values()))}) ?[:=] ?"
    rf"|{_HEAD}(?P<head>{_ANY_LABEL})(?:是|为|\.)?(?=[\s;/|\x1f])"
    rf"|{_HEAD}(?P<glued>姓名|名字|电话|手机|手机号|号码|地址|住址|邮编|备注)(?:是|为)?(?=[{HAN}\x1f])"
    rf"(?!不|错|变|改|如下|[发给在写]|就?是)|(?<![改换])(?P<inner>地址)(?={_PLACE_AHEAD})"
    rf"|(?P<plain>{_either(_PLAIN)})(?:是|为)?(?!不|错|变|改|信息|地址|电话)"
    rf"|(?P<before>{_either(_LABEL_WORDS[Label.PHONE])})(?=\x1f)",
    re.IGNORECASE,
)

# Who sends is no receiver: the line of 发件人, up to where the receiver begins.
SENDER = re.compile(
    r"(?:发件人|寄件人|发货人|发件方|寄件方|寄方|发件|寄件)(?:信息|姓名|电话|手机|地址)? ?[:=]"
    r"(?:(?!收[件货]|收方)[^\n])*"
)


def label_kind(match: re.Match[str]) -> Label:
    """What the label found by `LABELS` announces."""
    return _KINDS[str(match[str(match.lastgroup)]).replace(" ", "").lower()]


# Names.

_SURNAMES = frozenset(
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章"
    "云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常"
    "乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞"
    "熊纪舒屈项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱丘骆高夏蔡田樊胡凌"
    "霍虞万支柯管卢莫经房裘缪干解应宗丁宣邓郁单杭洪包诸左石崔吉龚程嵇邢滑裴陆荣翁荀羊"
    "惠甄封芮储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘厉"
    "戎祖武符刘景詹束龙叶幸司韶黎薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘"
    "党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎阚充慕"
    "连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧沃利蔚越夔隆师巩"
    "厍聂晁勾敖融冷訾辛那简饶空曾毋沙乜养鞠须丰巢关蒯相查后荆红游竺权逯盖益桓公肖付代"
    "仝苑覃佟涂闫岳帅楚鹿海晋法商牟佘佴伯赏墨哈谯笪年爱阳言福覃撒才次降斯隋侴门揭冼区"
    "招植邝粟兰来闭甯谌展尧多豆由原占芦俄曲苟銮贠亓丛修荘衣战迟蹇母税但叱智镡缐"
)
# The surnames of most people, without those that end an address as everyday words (东, 路, 门).
_COMMON_SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧肖程曹袁邓许傅付沈曾"
    "彭吕苏卢蒋蔡贾丁魏薛叶阎闫余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱"
    "秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊殷施陶洪翟安颜倪严牛温芦季俞章"
    "鲁葛伍韦申尤毕聂丛焦柳邢岳齐梅莫庄辛祝左涂祁舒耿牟卜詹苗凌费纪靳盛童欧甄项曲游裴"
    "席卫屈鲍覃霍翁隋甘景薄包柏柯阮桂闵解柴冉佟滕骆"
)
_COMPOUND_SURNAMES = frozenset(
    """
    欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台
    皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 长孙 宇文 司徒 鲜于 司空 闾丘
    子车 亓官 司寇 巫马 公西 颛孙 壤驷 公良 漆雕 乐正 宰父 谷梁 拓跋 夹谷 轩辕 令狐
    段干 百里 呼延 东郭 南门 羊舌 微生 梁丘 左丘 东门 西门 南荣 第五 爱新觉罗 叶赫那拉
    """.split()
)


def has_surname(name: str) -> bool:
    """Whether a Chinese name begins like one: 王芳, 李小明, 欧阳娜娜."""
    if name[:2] in _COMPOUND_SURNAMES or name[:4] in _COMPOUND_SURNAMES:
        return 3 <= len(name) <= 6
    return name[:1] in _SURNAMES and 2 <= len(name) <= 3


def has_common_surname(name: str) -> bool:
    """Like `has_surname`, for where an everyday word is as likely as a name."""
    common = name[:1] in _COMMON_SURNAMES or name[:2] in _COMPOUND_SURNAMES
    return common and has_surname(name)


def likely_name(name: str) -> bool:
    """Whether `name` alone would be taken for one."""
    return has_surname(name) or bool(HONORIFIC.match(name)) or "·" in name or " " in name


_TITLE = _either(
    """
    先生 女士 小姐 老师 师傅 同学 太太 阿姨 叔叔 大哥 大姐 经理 老板 老板娘 医生 主任 夫人
    总 哥 姐 姨 叔 妈 爸 爷 婶
    """
)
HONORIFIC = re.compile(
    rf"^(?:[{HAN}]{{1,4}}(?: ?(?:{_TITLE})|\((?:{_TITLE})\))"
    rf"|[小老阿][{HAN}]{{1,2}}|[{HAN}]?某+|[A-Za-z]+(?:{_TITLE}))$"
)
NAME_SHAPE = re.compile(
    rf"[{HAN}]{{1,4}}(?: ?\(?(?:{_TITLE})\)?)?|[{HAN}]{{5,6}}"
    rf"|[{HAN}] [{HAN}]{{1,2}}|[{HAN}]{{1,10}}(?:[·.•・‧][{HAN}]{{1,10}})+"
    r"|[A-Za-z][A-Za-z.'-]*(?: [A-Za-z.'-]+){0,3}"
    rf"|[{HAN}]{{1,3}}[A-Za-z]{{1,6}}|[A-Za-z]{{1,10}}[{HAN}]{{1,4}}"
    rf"|[A-Za-z]{{1,4}}\d{{1,2}}[{HAN}]{{1,4}}|[{HAN}]{{0,4}}用户[A-Za-z\d]{{1,12}}"
    rf"|[{HAN}]{{0,2}}\*{{1,3}}[{HAN}]{{0,2}}"
)
SPACED_NAME = re.compile(  # 黎 明辉, 米芾 先生
    rf"(?<!\w)([{''.join(sorted(_COMMON_SURNAMES))}](?= [{HAN}]{{1,2}}(?!\w))"
    rf"|[{HAN}]{{2,4}}(?= (?:{_TITLE})(?!\w))) "
)
RECEIVES = re.compile(r"[ (\[]*(?:亲?收|收货|收件|亲启|代收)[)\]]?$")

# Addresses.

_UNIT = _either(
    "号院 号楼 号 室 栋 幢 楼 单元 层 座 弄 组 队 户 门 区 期 排 巷 院 团 连 营 村 米 线 坊"
)
_PLACE_WORD = _either(
    rf"""
    [路街巷弄](?!过|上有) 大道 [国省县]道 公路 高速 胡同 小区 花园 社区 家园 公寓 大厦 广场
    工业[园区] 开发区 产业园 科技园 新村 [{HAN}][村镇乡屯] 公司 学校 大学 学院 中学 小学
    幼儿园 医院 超市 驿站 菜鸟 宿舍 校区 家属 市场 商场 商城 酒店 宾馆 物业 门面 档口 仓库
    代收点 自提点 对面 附近 旁边? 隔壁 交叉口 路口 斜对 [东西南北]侧 往[东西南北]
    """
)
ADDRESS_PART = re.compile(
    rf"[\dA-Za-z一二三四五六七八九十百] ?[#-]?(?:{_UNIT})|\d-\d"
    rf"|[A-Za-z]-?\d{{2,}}(?!\d{{4}})|^\d{{1,5}}[A-Za-z]?$|\d[#F](?![A-Za-z])|{_PLACE_WORD}"
)
ADDRESS_END = re.compile(
    r"(?:[路街巷弄号楼栋幢座室层户村屯庄园苑里府城坊院厂店校馆场桥站港湾局所库寓厦墅邸居轩阁]"
    r"|小区|中心|国际|大道|公司|单元|门口|本部|门诊部|营业部|小卖部)$"
)
FIRM = re.compile(rf"[{HAN}A-Za-z\d()]{{2,}}(?:公司|厂|商行|工作室|经营部|旗舰店|专卖店)$")
COMPANY = re.compile("公司|超市|驿站|学校|大学|医院|[厂店]$|工作室|商行")

_DIRECTION = "[东西南北中上下前后内外新老大小]?[一二三四五六七八九十0-9]{0,2}"
_NAMED_AFTER = _either(
    """
    里(?!屯) [路街巷弄村庄屯镇乡桥站湾园苑府寺庙塔坊] 大道 大街 胡同 道(?!外|里) 口(?!腔|岸)
    港(?!务)
    广场 大厦 大楼 小区 花园 公寓 国际 中心 酒店 宾馆 饭店 公馆 家园 人家 风情 印象 名邸 银行
    机场 火车 高铁 地铁 大学 学院 中学 小学 医院 书店 超市 公园 新村 新城
    """
)
# What makes a bare word (上海, 西湖) part of another name: 上海路, 西湖大道, 南京东路.
PART_OF_NAME = re.compile(rf"{_DIRECTION}(?:{_NAMED_AFTER})")
# Of a district's, too: 西湖山庄; but 重庆江北机场 and 南京河西大街 lie in those cities.
PART_OF_LANDSCAPE = re.compile(f"{_DIRECTION}[山湖河江海]")

# Goods.

_COLOUR = _either(
    """
    红 橙 黄 绿 青 蓝 紫 黑 白 灰 粉 棕 米 咖啡? 卡其 杏 藏青 酒红 驼 银 金 透明 浅 深
    """
)
_PIECE = _either(
    """
    件 个 双 套 盒 箱 包 瓶 斤 只 条 支 袋 份 台 本 把 对 罐 桶 提 串 枚 片 张 块 公斤 kg ml g
    """
)
_GOODS_LABEL = _either(
    """
    货号 款号 编码 商家编码 sku 颜色 尺码 规格 数量 型号 商品 货品 产品 款式
    订单 订单号 订单编号 单号 物流 快递
    """
)
_GOODS_NOUN = _either(
    """
    T恤 衬衫 衬衣 卫衣 外套 毛衣 大衣 棉服 羽绒服 内衣 睡衣 背心 裤子 长裤 短裤 牛仔裤 打底裤
    裙子 连衣裙 半身裙 鞋子 男鞋 女鞋 童鞋 布鞋 凉鞋 拖鞋 球鞋 皮鞋 运动鞋 袜子 帽子 围巾 手套
    包包 手机壳 数据线 充电宝 保温杯 水杯 面膜 口红
    """
)
_SIZE = r"[2-6]?X{0,3}[SML]码?|XS码?|均码|[大中小]码|\d{2}码"
GOODS = re.compile(
    r"\* ?\d+|(?<![A-Za-z])x ?\d+(?!\d)"
    rf"|[\d一二两三四五六七八九十] ?(?:{_PIECE})(?![{HAN}]*[路街村])"
    rf"|^(?:{_GOODS_LABEL})|^(?:{_COLOUR})色?(?:{_SIZE})?$|(?:{_COLOUR})色|^(?:{_SIZE})$"
    rf"|^[{HAN}]{{0,4}}(?:{_GOODS_NOUN})(?:{_COLOUR})?$",
    re.IGNORECASE,
)
GOODS_LABEL = re.compile(rf"(?:{_GOODS_LABEL})$", re.IGNORECASE)
COUNTED = re.compile(r"\*\d|\dx\d{1,3}$", re.IGNORECASE)  # goods even when it holds 5号

# Requests.

_COURIER = _either("顺丰 圆通 中通 申通 韵达 极兔 德邦 邮政 京东 ems 快递 百世 天天")
_SPOT = _either(
    """
    快递柜 丰巢 驿站 家?门口 门卫 前台 物业 保安 蜂巢 柜子 代收点 楼下 便利店 小卖部 超市
    大门口 传达室 收发室 鞋柜 电表箱 水表箱
    """
)
_ASKING = _either(
    rf"""
    不要 必须 别发 别寄 勿 拒发 请 麻烦 务必 尽快 尽早 快点 谢谢 送货上门 送上门 上门送 打电话
    (?:客户)?自提(?![点柜])
    电话联系 电联 联系我 提前 签收 发货 轻拿轻放 到付 加急 改地址 换地址 就行 就好 即可 一下
    帮我 帮忙 多谢 感谢 辛苦 包好 包装好 生日 送人 小票 发票 保密 贺卡 开箱 验货 已付 已拍 拍下
    下单 \S+@\S+ (?<![a-z])(?:qq|微信号?|wx|vx|旺旺号?|昵称|会员名)[:号]?\s?\w
    (?:走|发|寄|用|只收|默认)(?:{_COURIER}) (?:{_COURIER})(?:不|到不了|别|勿|到付)
    (?:放|送|寄|存|搁)(?:到|在)?(?:{_SPOT}) (?:{_SPOT})放(?![{HAN}])
    \d(?:[.月/-]\d{{1,2}}[日号]?|[日号])(?:[之以]?[前后])?再?[发寄](?![{HAN}])
    """
)
_REQUEST_HEAD = _either(
    rf"""
    放(?![马牛羊鹤]) 亲 你好 您好 在吗 老板 寄到 发到 寄给 发给 送到 地址是
    周[一二三四五六日末] 工作日 节假日 白天 晚上 上午 下午 中午 今天 明天 后天 急 (?:{_COURIER})
    """
)
ASKING = re.compile(_ASKING, re.IGNORECASE)
REQUEST = re.compile(
    rf"{_ASKING}|^(?:https?|www)\b|^(?:{_REQUEST_HEAD})|(?:吗|呢|哦|吧|啦|哈|呀|嘛|了|哒|喔)$",
    re.IGNORECASE,
)
