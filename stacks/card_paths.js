// CloudFront Function of the cards' behaviour, on each request of a viewer. Where no card is, the bucket would answer with an
// error in XML: here a person is told in words.
var cards = $cards;

function handler(event) {
  var request = event.request;
  // A slash too many is still that card.
  var path = request.uri.replace(/\/$$/, "");
  if (cards.indexOf(path) >= 0) {
    request.uri = path;
    return request;
  }
  return {
    statusCode: 404,
    statusDescription: "Not Found",
    headers: {
      "content-type": { value: "text/html; charset=utf-8" },
      "content-security-policy": { value: $policy },
      "x-content-type-options": { value: "nosniff" },
      "cache-control": { value: "no-cache" },
    },
    body: $page,
  };
}
