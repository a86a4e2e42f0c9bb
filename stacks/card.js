document.documentElement.lang = new URLSearchParams(location.search).get("tresen-locale") || navigator.language;
