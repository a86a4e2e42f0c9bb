"""P1: what the widget consists of comes from CloudFront, and from nobody else."""

import base64
import hashlib
import re
import subprocess
from pathlib import Path

from app import own_node
from tests.promises.conftest import Templates
from tests.promises.documents import Notice
from tests.promises.promise import promise
from tests.stacks.template import Template

LOADER_BYTES = 1_500
"""In brotli. What a page that carries the widget loads for it before anybody clicks."""
NAMESPACES = {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xhtml", "http://www.w3.org/1998/Math/MathML"}
"""Names, and no addresses that a browser would ask."""
TOLD = {
    "de": (
        "Amazon Web Services",
        "CloudFront",
        "IP-Adresse",
        "außerhalb der Europäischen Union",
        "Art. 6 Abs. 1 .*f DSGVO",
    ),
    "en": (
        "Amazon Web Services",
        "CloudFront",
        "IP address",
        "outside of the European Union",
        r"Art\. 6\(1\)\(f\) GDPR",
    ),
}


def origins(service: Template) -> list[dict[str, object]]:
    found: list[dict[str, object]] = service.only("AWS::CloudFront::Distribution")["DistributionConfig"]["Origins"]
    return found


@promise("P1", "private buckets, which CloudFront alone reads by origin access control")
def test_no_bucket_is_open_to_anybody_but_cloudfront(templates: Templates) -> None:
    service = templates["service"]
    buckets = [it for template in templates.values() for it in template.of("AWS::S3::Bucket").values()]
    assert len(buckets) >= 2
    for bucket in buckets:
        assert set(bucket["PublicAccessBlockConfiguration"].values()) == {True}
        assert len(bucket["PublicAccessBlockConfiguration"]) == 4
    for policy in service.of("AWS::S3::BucketPolicy").values():
        for statement in policy["PolicyDocument"]["Statement"]:
            if statement["Effect"] == "Allow" and statement["Principal"] != {"Service": "delivery.logs.amazonaws.com"}:
                assert statement["Principal"] == {"Service": "cloudfront.amazonaws.com"}
                assert "<EdgeDistribution>" in service.text(statement["Condition"]["StringEquals"]["AWS:SourceArn"])
    of_buckets = [origin for origin in origins(service) if "S3OriginConfig" in origin]
    assert of_buckets
    assert all("OriginAccessControlId" in origin for origin in of_buckets)


@promise("P1", "files are named after their content, kept for ever by browsers, and loaded with their integrity hash")
def test_what_is_loaded_can_not_be_another_file(templates: Templates, bundle: Path) -> None:
    uploads = templates["service"].of("Custom::CDKBucketDeployment").values()
    # Parts, and their maps.
    assets = [it for it in uploads if it.get("DestinationBucketKeyPrefix") == "assets"]
    assert len(assets) == 2
    assert {it["SystemMetadata"]["cache-control"] for it in assets} == {"public, max-age=31536000, immutable"}
    assert {it["Prune"] for it in assets} == {False}
    texts = [path.read_text(encoding="utf-8") for path in bundle.rglob("*") if path.suffix in {".js", ".html"}]
    # Maps have the name of what they belong to, and only the console's page of errors asks for them.
    for path in (path for path in (bundle / "assets").iterdir() if path.suffix != ".map"):
        digest = hashlib.sha256(path.read_bytes())
        encoded = base64.b64encode(digest.digest()).decode()
        named_after = re.sub("[+/]", "0", encoded[:8])
        assert re.fullmatch(rf"[a-z]+(-[a-z]{{2}})?-{named_after}\.(js|css)", path.name)
        if path.name.startswith("loader-"):
            # Pages name this one, with the hash that `cli embed` tells.
            assert path.read_bytes() == (bundle / "loader.js").read_bytes()
            continue
        named = [text for text in texts if path.name in text]
        assert named, path.name
        for text in named:
            following = rf"(.{{1,14}}integrity)?\W+sha256-{re.escape(encoded)}"
            assert re.search(rf"/assets/{re.escape(path.name)}{following}", text), path.name


@promise("P1", "a loader of 1.5 kB; everything else only after a click")
def test_a_page_that_nobody_clicks_on_loads_very_little(bundle: Path) -> None:
    script = "process.stdout.write(String(zlib.brotliCompressSync(fs.readFileSync(process.argv[1])).length))"
    loader = bundle / "loader.js"
    arguments = [own_node(), "-e", script, str(loader)]
    done = subprocess.run(arguments, capture_output=True, text=True, check=True)  # noqa: S603
    assert 300 < int(done.stdout) <= LOADER_BYTES


@promise("P1", "no file of ours names another host")
def test_what_browsers_load_asks_nobody_else(bundle: Path) -> None:
    for path in bundle.rglob("*"):
        # Maps hold the comments of the source, and no browser runs them.
        if path.is_file() and path.suffix != ".map":
            text = path.read_text(encoding="utf-8")
            addresses = set(re.findall(r"(?:https?|wss?)://[a-z0-9][a-z0-9.:/-]*", text, re.IGNORECASE)) - NAMESPACES
            protocol_relative = re.findall(r"[\"'`(]//[a-z0-9-]+\.[a-z]{2,}", text)
            assert (path.name, addresses, protocol_relative) == (path.name, set(), [])


@promise("P1", "no distribution but the chat's own, no origin that is not this deployment's")
def test_cloudfront_fetches_from_this_deployment_alone(templates: Templates) -> None:
    service = templates["service"]
    for origin in origins(service):
        assert re.match(r"<[A-Za-z]+(\.RegionalDomainName)?>", service.text(origin["DomainName"]))


@promise("P1", "the generated notice names AWS, the address, the transfer and Art. 6(1)(f)")
def test_visitors_are_told_where_their_address_goes_and_on_what_that_rests(documents: dict[str, list[Notice]]) -> None:
    told = [notice for notices in documents.values() for notice in notices]
    assert len(told) == 6
    for notice in told:
        paragraphs = [text for text in notice.markdown.split("\n## ") if "(P1)" in text.partition("\n")[0]]
        (delivery,) = (text for text in paragraphs if "JavaScript" in text)
        assert [words for words in TOLD[notice.language] if not re.search(words, delivery)] == []
