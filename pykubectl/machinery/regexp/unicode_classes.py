"""The classes of Unicode, `\\p{Lu}`, `\\p{Letter}`, `\\p{Greek}`: categories, their long names, and scripts.

Python knows the categories but not the scripts. A letter, mark or number is of the script that its name begins with
(`GREEK SMALL LETTER ALPHA`), which is right but for the odd character.

Upstream: Go's unicode/tables.go, regexp/syntax (unicodeTable).
"""

import re
import unicodedata
from functools import lru_cache

from pykubectl.machinery.regexp.program import Accepts

_CATEGORY = re.compile("C[cfnos]?|L[lmotu]?|M[cen]?|N[dlo]?|P[cdefios]?|S[ckmo]?|Z[lps]?")
_LONG_NAMES = """
C:other Cc:control Cc:cntrl Cf:format Cn:unassigned Co:privateuse Cs:surrogate L:letter LC:casedletter
Ll:lowercaseletter Lm:modifierletter Lo:otherletter Lt:titlecaseletter Lu:uppercaseletter M:mark M:combiningmark
Mc:spacingmark Me:enclosingmark Mn:nonspacingmark N:number Nd:decimalnumber Nd:digit Nl:letternumber No:othernumber
P:punctuation P:punct Pc:connectorpunctuation Pd:dashpunctuation Pe:closepunctuation Pf:finalpunctuation
Pi:initialpunctuation Po:otherpunctuation Ps:openpunctuation S:symbol Sc:currencysymbol Sk:modifiersymbol Sm:mathsymbol
So:othersymbol Z:separator Zl:lineseparator Zp:paragraphseparator Zs:spaceseparator
"""
_SCRIPTS = """
Adlam Ahom Anatolian_Hieroglyphs Arabic Armenian Avestan Balinese Bamum Bassa_Vah Batak Bengali Bhaiksuki Bopomofo
Brahmi Braille Buginese Buhid Canadian_Aboriginal Carian Caucasian_Albanian Chakma Cham Cherokee Chorasmian Coptic
Cuneiform Cypriot Cypro_Minoan Cyrillic Deseret Devanagari Dives_Akuru Dogra Duployan Egyptian_Hieroglyphs Elbasan
Elymaic Ethiopic Georgian Glagolitic Gothic Grantha Greek Gujarati Gunjala_Gondi Gurmukhi Han Hangul Hanifi_Rohingya
Hanunoo Hatran Hebrew Hiragana Imperial_Aramaic Inscriptional_Pahlavi Inscriptional_Parthian Javanese Kaithi Kannada
Katakana Kawi Kayah_Li Kharoshthi Khitan_Small_Script Khmer Khojki Khudawadi Lao Latin Lepcha Limbu Linear_A Linear_B
Lisu Lycian Lydian Mahajani Makasar Malayalam Mandaic Manichaean Marchen Masaram_Gondi Medefaidrin Meetei_Mayek
Mende_Kikakui Meroitic_Cursive Meroitic_Hieroglyphs Miao Modi Mongolian Mro Multani Myanmar Nabataean Nag_Mundari
Nandinagari New_Tai_Lue Newa Nko Nushu Nyiakeng_Puachue_Hmong Ogham Ol_Chiki Old_Hungarian Old_Italic
Old_North_Arabian Old_Permic Old_Persian Old_Sogdian Old_South_Arabian Old_Turkic Old_Uyghur Oriya Osage Osmanya
Pahawh_Hmong Palmyrene Pau_Cin_Hau Phags_Pa Phoenician Psalter_Pahlavi Rejang Runic Samaritan Saurashtra Sharada
Shavian Siddham SignWriting Sinhala Sogdian Sora_Sompeng Soyombo Sundanese Syloti_Nagri Syriac Tagalog Tagbanwa Tai_Le
Tai_Tham Tai_Viet Takri Tamil Tangsa Tangut Telugu Thaana Thai Tibetan Tifinagh Tirhuta Toto Ugaritic Vai Vithkuqi
Wancho Warang_Citi Yezidi Yi Zanabazar_Square
"""
# Scripts whose characters have names of their own.
_NAMED_OTHERWISE = {
    "canadian aboriginal": ("CANADIAN SYLLABICS",),
    "han": ("CJK", "KANGXI RADICAL", "IDEOGRAPHIC NUMBER", "IDEOGRAPHIC ITERATION", "HANGZHOU NUMERAL"),
    "egyptian hieroglyphs": ("EGYPTIAN HIEROGLYPH",),
    "anatolian hieroglyphs": ("ANATOLIAN HIEROGLYPH",),
    "meroitic hieroglyphs": ("MEROITIC HIEROGLYPHIC",),
}
_LATIN_SIGNS = "ªº"


def named(name: str) -> Accepts | None:
    """The class of a name, without regard to case, spaces, hyphens and underscores; None when there is none."""
    name = re.sub("[-_ ]", "", name).capitalize()
    special: dict[str, Accepts] = {"Any": lambda character: True, "Ascii": str.isascii, "Assigned": _is_assigned}
    if name in special:
        return special[name]
    category = name if _CATEGORY.fullmatch(name) else "LC" if name == "Lc" else _long_names().get(name.lower())
    if category is not None:
        return lambda character: _has_category(character, category)
    if name in ("Common", "Inherited"):
        return lambda character: _script(character) == name.lower()
    script = _scripts().get(name.lower())
    return None if script is None else lambda character: _script(character) == script


def _has_category(character: str, category: str) -> bool:
    found = unicodedata.category(character)
    return found in ("Lu", "Ll", "Lt") if category == "LC" else found.startswith(category)


def _is_assigned(character: str) -> bool:
    return unicodedata.category(character) != "Cn"


@lru_cache(maxsize=1)
def _long_names() -> dict[str, str]:
    return {name: category for category, _, name in (row.partition(":") for row in _LONG_NAMES.split())}


@lru_cache(maxsize=1)
def _scripts() -> dict[str, str]:
    """What a script is asked for by, and the words its characters begin with."""
    return {script.replace("_", "").lower(): script.replace("_", " ").lower() for script in _SCRIPTS.split()}


@lru_cache(maxsize=1)
def _beginnings() -> dict[str, str]:
    found = {script.upper(): script for script in _scripts().values() if script not in _NAMED_OTHERWISE}
    return found | {beginning: script for script, rows in _NAMED_OTHERWISE.items() for beginning in rows}


def _script(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cn":
        return ""
    name = re.sub("^(?:FULLWIDTH|HALFWIDTH) ", "", unicodedata.name(character, "")).replace("-", " ")
    if character in _LATIN_SIGNS:
        return "latin"
    if category[0] in "LMN" or name.startswith(("CJK RADICAL", "KANGXI RADICAL", "BRAILLE", "YI RADICAL")):
        words = name.split(" ")
        for count in (3, 2, 1):
            if script := _beginnings().get(" ".join(words[:count])):
                return script
    return "inherited" if category in ("Mn", "Me") else "common"
