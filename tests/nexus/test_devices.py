"""Every answer tells the browser that no page may ask for the machine's devices."""

import pytest
from django.test import Client

from tests.factories.users import make_md, signed_in

pytestmark = pytest.mark.django_db
DENIED = {
    *("accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid", "magnetometer"),
    *("microphone", "midi", "payment", "serial", "usb"),
}


@pytest.mark.parametrize(
    "address",
    [
        *("/", "/admin/login/", "/sell/", "/customer-display/", "/sell/session/", "/sell/worker.js", "/health/live"),
        *("/no-such-page/", "/media/company/logo.png", "/static/nexus/icon.svg", "/r/wrong/"),
    ],
)
def test_no_answer_lets_a_page_ask_for_camera_microphone_place_or_usb(client: Client, address: str) -> None:
    answer = client.get(address)
    answer.close()  # a file of the house comes as a stream

    assert set(answer["Permissions-Policy"].split(", ")) == {f"{feature}=()" for feature in DENIED}


def test_the_back_office_denies_them_too() -> None:
    browser = signed_in(make_md())

    answers = [browser.get("/admin/"), browser.post("/admin/users/role/add/"), browser.get("/admin/no/such/")]

    assert all("camera=()" in answer["Permissions-Policy"] for answer in answers)
