// CloudFront Function of the console's behaviours, on each request of a viewer. The console is one page: every path below
// /console/ that does not name a file is that page, and /console is sent on to where the relative paths start.
function handler(event) {
  var request = event.request;
  if (request.uri === "/console") {
    return { statusCode: 308, statusDescription: "Permanent Redirect", headers: { location: { value: "/console/" } } };
  }
  if (request.uri.lastIndexOf(".") < request.uri.lastIndexOf("/")) {
    request.uri = "/console/index.html";
  }
  return request;
}
