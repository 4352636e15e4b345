"""What a claims package adds to its page: placed, styled, and allowed by its digest."""

import base64
import hashlib
import re

import pytest

import tests.toy_claims
from askewtheory.audit.page import render_page
from askewtheory.audit.page.addition import Addition
from askewtheory.errors import InputError

SCRIPT = "(() => { document.title = '1 < 2'; })();"


def test_an_addition_is_a_part_with_its_style_and_script(record, monkeypatch):
    """It is given the claims, stands in the navigation, and its digest is in the policy."""
    asked = []

    def addition(claims):
        asked.append(claims)
        return Addition("own", "Its part", "<p>Content.</p>", ".own { color: red; }", SCRIPT)

    monkeypatch.setattr(tests.toy_claims, "addition", addition, raising=False)
    page = render_page(record)
    assert asked == [record["claims"]]
    assert '<a href="#own">Its part</a>' in page
    assert '<section id="own"><h2>Its part</h2>\n<p>Content.</p>' in page
    assert page.index(".own { color: red; }") < page.index("</style>")
    scripts = re.findall("<script>(.*?)</script>", page, re.DOTALL)
    assert scripts[1] == SCRIPT
    (policy,) = re.findall("script-src ([^;]*);", page)
    digests = [base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in scripts]
    assert policy == " ".join(f"'sha256-{digest}'" for digest in digests)


def test_a_package_without_one_has_a_page_as_before(record, page, monkeypatch):
    """None adds nothing: one script, one digest."""
    monkeypatch.setattr(tests.toy_claims, "addition", lambda claims: None, raising=False)
    assert page.count("<script>") == render_page(record).count("<script>") == 1


@pytest.mark.parametrize("parts", [{"script": "'</script>'"}, {"style": "</STYLE >"}])
def test_an_addition_cannot_end_its_own_element(parts):
    """What would close the script or the style is refused, not cut."""
    with pytest.raises(InputError, match="must not contain"):
        Addition("own", "Its part", "", **parts)
