// CloudFront Function of the cards' behaviours, on each request of a viewer. Where no card is, the bucket would answer with an
// error in XML: here a person is told in words.
var groups = $groups;

function handler(event) {
  var request = event.request;
  // A slash too many is still that card.
  var path = request.uri.replace(/^\/card\/?/, "").replace(/\/$$/, "");
  if (isCard(path.split("/"))) {
    request.uri = "/card/" + path;
    return request;
  }
  return { statusCode: 404, statusDescription: "Not Found", headers: $headers, body: $page };
}

// A site's name, or one and that of a group.
function isCard(names) {
  if (!groups.hasOwnProperty(names[0])) return false;
  return names.length === 1 || (names.length === 2 && groups[names[0]].indexOf(names[1]) >= 0);
}
