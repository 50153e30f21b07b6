/** EC2's XML, as far as the proxy writes it by itself. */

/** Whether an account uses a region. */
export type OptInStatus = 'opt-in-not-required' | 'opted-in' | 'not-opted-in';

/** The request id of every answer that the proxy writes. */
export const PROXY_REQUEST_ID = '8d0b7a52-1f0e-4f6e-9a53-0d6a7b3f1c11';

/** An error in the form that EC2 gives it. */
export function errorXml(code: string, message: string): string {
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    `<Response><Errors><Error><Code>${escape(code)}</Code><Message>${escape(message)}</Message></Error></Errors>` +
    `<RequestID>${PROXY_REQUEST_ID}</RequestID></Response>`
  );
}

/** DescribeRegions' answer: without `AllRegions` EC2 names only those that the account uses. */
export function regionsXml(regions: Readonly<Record<string, OptInStatus>>, form: URLSearchParams): string {
  const all = form.get('AllRegions') === 'true';
  const items = Object.entries(regions)
    .filter(([, status]) => all || status !== 'not-opted-in')
    .map(
      ([name, status]) =>
        `<item><regionName>${escape(name)}</regionName><regionEndpoint>ec2.${escape(name)}.amazonaws.com</regionEndpoint>` +
        `<optInStatus>${status}</optInStatus></item>`,
    );
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
    '<DescribeRegionsResponse xmlns="http://ec2.amazonaws.com/doc/2016-11-15/">' +
    `<requestId>${PROXY_REQUEST_ID}</requestId><regionInfo>${items.join('')}</regionInfo></DescribeRegionsResponse>`
  );
}

function escape(text: string): string {
  return text.replace(/[&<>]/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;' })[sign] ?? sign);
}
