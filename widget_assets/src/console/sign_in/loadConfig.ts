/** Where agents sign in; written by the deployment. */
export type SignInConfig = {
  readonly sign_in_url: string;
  readonly client_id: string;
};

/** Rejects when the deployment's configuration is not there. */
export async function loadConfig(): Promise<SignInConfig> {
  const response = await fetch("/console/config.json", { cache: "no-store", credentials: "omit" });
  if (!response.ok) throw new Error(`config.json: ${response.status}`);
  return response.json();
}
