import type { SignIn } from "../sign_in/createSignIn.js";
import { DeskPage, type DeskPageProps } from "./DeskPage.js";
import { NoGroup } from "./NoGroup.js";
import { OperatorPage } from "./OperatorPage.js";
import { SignInPage } from "./SignInPage.js";
import { useWords } from "./useWords.js";

export function App({ signIn, ...rest }: { signIn: SignIn } & Omit<DeskPageProps, "agent" | "signIn">) {
  const { texts } = useWords();
  const state = signIn.state.value;
  if (state.step === "starting") {
    return (
      <main class="cover" aria-busy="true">
        <p class="quiet">{texts.starting}</p>
      </main>
    );
  }
  if (state.step === "signed_out") return <SignInPage signIn={signIn} problem={state.problem} />;
  const { agent } = state;
  if (agent.groups.length) return <DeskPage key={agent.id} agent={agent} signIn={signIn} {...rest} />;
  if (agent.operates) return <OperatorPage key={agent.id} agent={agent} signIn={signIn} api={rest.api} />;
  return <NoGroup signIn={signIn} />;
}
