// Names of properties that no browser, no server, no page and no other release of the widget ever sees.

/**
 * The build writes them short, the same in all parts. What is kept in the browser, said to other tabs, sent, called by pages
 * or looked up by a text keeps its name: `tests/ownNames.test.mjs` holds each of these against all of that.
 *
 * The most used come first, as they get the shortest.
 */
const OWN_NAMES = `
  party greeting onEvent onChange receive draft greet onConnected fate leads solved readEarlier onError introduce
  takeUp onInput onLead onNote onSend said settle shown pings announceTyping cover focusIn menuFrame onEarlier
  onNews onReceived onSendAgain onSent openForm talk toEnd toggleMenu views hadFocus hadTalk isAllowed onBack
  onClose onEnd onForget onForm onMore panelTexts visitId gone intro invite createMessages createMore
  createVisitorTalk followUsage setConsent
`
  .trim()
  .split(/\s+/);

/** Nothing that the widget touches is called so. */
const short = (at) => String.fromCharCode(65 + (at % 26)) + (at < 26 ? "" : Math.trunc(at / 26));

/** Options of esbuild. */
export const shortened = {
  mangleProps: new RegExp(`^(${OWN_NAMES.join("|")})$`),
  mangleCache: Object.fromEntries(OWN_NAMES.map((name, at) => [name, short(at)])),
};
