"""What to tell people when the server says no, or nothing at all."""

from shared.problems import ApiError


def reason(error: ApiError) -> str:
    """One sentence for a toast or a banner."""
    if error.offline:
        return "The server cannot be reached"
    if error.status == 429:
        return "Too many at once. Wait a moment"
    if error.status >= 500:
        return "Something went wrong on the server"
    return (error.problem.detail or error.problem.title).rstrip(".")


def field_errors(error: ApiError, known: dict[str, str]) -> dict[str, str]:
    """The server's words per field of a form (`known`: the API's field name -> ours), the rest under "form"."""
    placed = {known[name]: words for name, words in error.fields.items() if name in known}
    return placed or {"form": reason(error)}
