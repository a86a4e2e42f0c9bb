/** Where agents sign in, and what there is for them; written by the deployment. */
export type ConsoleConfig = {
  readonly sign_in_url: string;
  readonly client_id: string;
  /** The groups of each site that has a contact form. */
  readonly inbox?: Readonly<Record<string, readonly string[]>>;
};

export type SignInConfig = Pick<ConsoleConfig, "sign_in_url" | "client_id">;

/** Rejects when the deployment's configuration is not there. */
export async function loadConfig(): Promise<ConsoleConfig> {
  const response = await fetch("/console/config.json", { cache: "no-store", credentials: "omit" });
  if (!response.ok) throw new Error(`config.json: ${response.status}`);
  return response.json();
}
