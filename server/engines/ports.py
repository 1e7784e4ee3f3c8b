"""TCP ports of this machine."""

import socket

from server.engines.refusal import Refusal


def claim(host: str, port: int, owner: str, variable: str) -> int:
    """The port, once seen to be free on that address; a free one for 0. Raises `Refusal` naming the variable."""
    with socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            reason = getattr(error, "strerror", None) or error
            raise Refusal(
                f"{owner} cannot have port {port} on {host} ({reason})", f"end what uses it, or set {variable}"
            ) from None
        chosen: int = probe.getsockname()[1]
        return chosen
