"""Who trades in the demo, where, and who buys."""

from dataclasses import dataclass
from datetime import time

PASSWORD = "nexus-demo-2026"  # noqa: S105 printed at every start: the demo is for trying out


@dataclass(frozen=True, slots=True)
class ShopPlan:
    """``visitors`` is the number of sales on an average day."""

    city: str
    code: str
    name: str
    address: str
    phone: str
    visitors: int


@dataclass(frozen=True, slots=True)
class StaffPlan:
    username: str
    first_name: str
    last_name: str
    role: str
    shop: str
    pin: str


CITIES = (("AB", "Abuja"), ("LA", "Lagos"))

SHOPS = (
    ShopPlan("AB", "wuse", "Wuse II", "24 Aminu Kano Crescent, Wuse II, Abuja", "+2348030000101", 11),
    ShopPlan("LA", "ikeja", "Ikeja City Mall", "174 Obafemi Awolowo Way, Ikeja, Lagos", "+2348030000102", 9),
    ShopPlan("LA", "lekki", "Lekki Phase 1", "12 Admiralty Way, Lekki, Lagos", "+2348030000103", 7),
)

STAFF = (
    StaffPlan("md", "Ngozi", "Adeyemi", "MD", "wuse", "7391"),
    StaffPlan("manager", "Emeka", "Obi", "Shop Manager", "ikeja", "6284"),
    StaffPlan("amaka", "Amaka", "Okafor", "Cashier", "wuse", "4826"),
    StaffPlan("bola", "Bola", "Akinwale", "Cashier", "ikeja", "5937"),
    StaffPlan("kemi", "Kemi", "Balogun", "Cashier", "lekki", "8162"),
)
SELLERS = {"wuse": "amaka", "ikeja": "bola", "lekki": "kemi"}

OPENS, CLOSES = time(9, 0), time(20, 30)

FIRST_NAMES = (
    *("Tunde", "Chioma", "Ibrahim", "Funke", "Uche", "Aisha", "Segun", "Zainab", "Chidi", "Yetunde", "Musa", "Ifeoma"),
    *("Kunle", "Halima", "Obinna", "Sade", "Yakubu", "Nneka", "Femi", "Hauwa", "Ikenna", "Bisi", "Sani", "Adaeze"),
)
LAST_NAMES = (
    *("Bakare", "Eze", "Mohammed", "Ogunleye", "Nwosu", "Bello", "Adebayo", "Lawal", "Okoro", "Ojo", "Danjuma"),
    *("Onyeka", "Afolabi", "Usman", "Umeh", "Salami", "Okonkwo", "Garba", "Alabi", "Ibe", "Adeola", "Yusuf"),
)
CUSTOMERS = 60

BANKS = (("GTBank", "0123456789"), ("Zenith Bank", "1012345678"))
