export type Shell = 'bash' | 'powershell' | 'httpie';

const BODY = '{"order":1001,"paid":true}';

/** One request that leaves something worth looking at, for each shell as it is typed there. */
export function firstCommands(intakeUrl: string): Record<Shell, string> {
  const url = `${intakeUrl}/hello`;
  return {
    bash: `curl -X POST ${url} -H 'content-type: application/json' -d '${BODY}'`,
    powershell: `Invoke-RestMethod -Method Post -Uri ${url} -ContentType 'application/json' -Body '${BODY}'`,
    httpie: `http POST ${url} order:=1001 paid:=true`,
  };
}
