// Names no host: the binding looks at the path.
const HOST = "https://assets.invalid";

/** A file that was deployed with the Worker. */
export async function readAsset(assets: Fetcher, path: string): Promise<string> {
  const response = await assets.fetch(new URL(path, HOST));
  if (!response.ok) throw new Error(`asset ${path} answers ${response.status}`);
  return response.text();
}
