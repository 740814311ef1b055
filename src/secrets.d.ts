// Secrets stand in no file of the project, so `wrangler types` does not know of them. Merged into the generated Env.
interface __BaseEnv_Env {
  readonly SECRET?: string;
  readonly OPERATOR_TOKEN?: string;
  readonly ALERT_URL?: string;
  readonly ALERT_SECRET?: string;
  readonly CALLBACK_SECRET?: string;
  /** Given by `npm start` alone: a token, a dot, and the key that whoever has the token is signed in with. */
  readonly LOCAL_SIGN_IN?: string;
}
