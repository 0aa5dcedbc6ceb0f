"""A real browser for the pages: Debian's chromium, driven by selenium. Without either, these tests are skipped and say why."""

import shutil
import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest


class Browser:
    """The few things that the tests do with a browser."""

    def __init__(self, driver: Any) -> None:
        """Drive it with ``driver``."""
        self.driver = driver

    def open(self, address: str, *, width: int = 1300, height: int = 900, media: str = "", dark: bool = False) -> None:
        """Open an address in a window of some size, on a medium ("print") and in a colour scheme."""
        self.command("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 500)
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        still = {"name": "prefers-reduced-motion", "value": "reduce"}
        self.command("Emulation.setEmulatedMedia", media=media, features=[scheme, still])
        self.driver.get(address)

    def command(self, name: str, **parameters: Any) -> Any:
        """Send a command of the browser's own protocol."""
        return self.driver.execute_cdp_cmd(name, parameters)

    def run(self, script: str, *arguments: Any) -> Any:
        """Run a script in the page and return what it returns. Drivers may run scripts though the page's policy forbids it."""
        return self.driver.execute_script(script, *arguments)

    def find(self, selector: str) -> Any:
        """Return the only or first element."""
        return self.driver.find_element("css selector", selector)

    def texts(self, selector: str) -> list[str]:
        """Return the visible text of each element that is shown."""
        found = self.driver.find_elements("css selector", selector)
        return [element.text for element in found if element.is_displayed()]

    def press(self, *keys: str) -> None:
        """Press keys where the focus is."""
        self.driver.switch_to.active_element.send_keys(*keys)

    def wait(self, condition: Callable[[], Any], seconds: float = 60) -> None:
        """Wait until something holds; a busy machine may take its time."""
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, "waited in vain"
            time.sleep(0.05)

    def complaints(self) -> list[str]:
        """Return what the browser wrote to its console since the last call: errors, and what a policy forbade."""
        return [entry["message"] for entry in self.driver.get_log("browser")]


@pytest.fixture(scope="session")
def _browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    webdriver = pytest.importorskip("selenium.webdriver", reason="selenium is not installed: pip install selenium")
    service = pytest.importorskip("selenium.webdriver.chrome.service")
    binary, driver_path = shutil.which("chromium"), shutil.which("chromedriver")
    if not binary or not driver_path:
        pytest.skip("chromium or its driver is not installed: apt-get install chromium chromium-driver")
    options = webdriver.ChromeOptions()
    options.binary_location = binary
    profile = tmp_path_factory.mktemp("profile")
    # No sandbox: containers in which tests run, as root, do not let the browser make one.
    switches = ("headless=new", "no-sandbox", "disable-gpu", "disable-dev-shm-usage", "disable-background-networking", "no-first-run")
    for switch in (*switches, f"user-data-dir={profile}"):
        options.add_argument(f"--{switch}")
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=service.Service(driver_path))
    try:
        yield Browser(driver)
    finally:
        driver.quit()


@pytest.fixture
def browser(_browser: Browser) -> Browser:
    """A browser with an empty page and nothing in its console."""
    _browser.driver.get("about:blank")
    _browser.complaints()
    return _browser
