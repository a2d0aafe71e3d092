"""At which addresses a server listens and can be reached."""

from __future__ import annotations

import socket
import struct
from contextlib import closing, suppress

from dualsim.web.access import LOOPBACK

EVERYWHERE = ("0.0.0.0", "::")
OUTSIDE = "192.0.2.1"  # stands for nobody (RFC 5737); nothing is sent to it
ASK_ADDRESS = 0x8915  # of an interface, on Linux


def is_loopback(host: str) -> bool:
    """Whether nobody but this machine can come in."""
    return host in LOOPBACK or host.startswith("127.")


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens; raise OSError with words if it cannot."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        with suppress(AttributeError, OSError):  # Windows lets others take a port that is reused
            if hasattr(socket, "SO_EXCLUSIVEADDRUSE"):
                made.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
            else:
                made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind((host, port))
        made.listen(1024)
    except (OSError, OverflowError) as error:
        made.close()
        raise OSError(getattr(error, "errno", None) or 0, *_why_not(error, host, port)) from None
    made.setblocking(False)
    return made


def _why_not(error: Exception, host: str, port: int) -> tuple[str, str]:
    """Why a socket cannot listen, and where."""
    name = getattr(error, "errno", None)
    import errno

    if name == errno.EADDRINUSE:
        return "something already listens there; choose another with --port", f"port {port}"
    if name == errno.EACCES:
        return "the system keeps it for itself; choose one above 1023 with --port", f"port {port}"
    return "no address of this machine; give one of its own, 127.0.0.1 or 0.0.0.0", f"host {host}"


def own_addresses() -> list[str]:
    """The IPv4 addresses of this machine but loopback; first the one by which it reaches others."""
    found = [_outward(), *_of_interfaces(), *_of_name()]
    return [one for one in dict.fromkeys(found) if one and not is_loopback(one) and one != "0.0.0.0"]


def _outward() -> str:
    """The address that the system would send from; it is only asked, and nothing is sent."""
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as asked, suppress(OSError):
        asked.connect((OUTSIDE, 9))
        return str(asked.getsockname()[0])
    return ""


def _of_interfaces() -> list[str]:
    """The address of each interface, where the system tells them as Linux does."""
    try:
        import fcntl

        names = [name for _, name in socket.if_nameindex()]
    except (ImportError, OSError, AttributeError):
        return []
    found = []
    with closing(socket.socket(socket.AF_INET, socket.SOCK_DGRAM)) as asked:
        for name in names:
            with suppress(OSError):
                told = fcntl.ioctl(asked.fileno(), ASK_ADDRESS, struct.pack("256s", name.encode()[:15]))
                found.append(socket.inet_ntoa(told[20:24]))
    return found


def _of_name() -> list[str]:
    """The addresses that the system knows under this machine's name."""
    try:
        return [str(one[4][0]) for one in socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)]
    except OSError:
        return []


def urls(host: str, port: int, code: str) -> list[str]:
    """The addresses to open in a browser, the one for a class first, with the code if there is one."""
    hosts = [*own_addresses(), "127.0.0.1"] if host in EVERYWHERE else [host]
    end = f"/?join={code}" if code else "/"
    return [f"http://{f'[{one}]' if ':' in one else one}:{port}{end}" for one in hosts]
