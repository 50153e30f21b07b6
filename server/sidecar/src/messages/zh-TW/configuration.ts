import type { Translation } from '../catalogue.ts';

/** What is wrong with the settings. The System Console names them in English, so their names stay. */
export function configuration(): Translation {
  return {
    'configuration.unusable': '**ec2ctl 的設定無法使用。** {sentence}',
    'configuration.unusable.change': '**ec2ctl 的設定無法使用。** 沒有任何變更。{sentence}',
    'configuration.unusable.link': '[開啟設定]({url})',
    'configuration.unusable.console': '請在系統控制台 > 模組 > ec2ctl 修改。',
    'configuration.unusable.others': '請通知系統管理員。',
    'configuration.duplicateKeys': '{keys}：以多種大小寫儲存。請只保留小寫的那一個。',
    'configuration.credentials.unknown': 'Credentials：{value} 不是 demo、key、server 其中之一。',
    'configuration.listings.unknown': 'Listings：{value} 不是 auto、channel、private 其中之一。',
    'configuration.atOnce.range': 'Instances at once：{value} 不是 {least, number} 到 {most, number} 的整數。',
    'configuration.confirmAbove.range': 'Without asking：{value} 不是 {least, number} 到 {most, number} 的整數。',
    'configuration.accessKeyId.missing': 'Access key ID：選用 "access key" 時必須填寫。',
    'configuration.accessKeyId.shape': 'Access key ID：這不是存取金鑰 ID；應為 16 到 128 個大寫字母與數字。',
    'configuration.secretAccessKey.missing': 'Secret access key：選用 "access key" 時必須填寫。',
    'configuration.secretAccessKey.shape': 'Secret access key：含有空格或金鑰不會有的字元。',
    'configuration.sessionToken.missing': 'Session token：使用臨時存取金鑰（以 ASIA 開頭）時必須填寫。',
    'configuration.sessionToken.shape': 'Session token：含有空格或權杖不會有的字元。',
    'configuration.homeRegion.shape': 'Home region：{value} 不是區域名稱（例如 us-east-1）。',
    'configuration.regions.shape': 'Regions：{value} 不是區域名稱（例如 us-east-1）。',
    'configuration.regions.partition': 'Regions：{value} 與 Home region {region} 不在 AWS 的同一個分割區。',
    'configuration.roleArn.shape': 'Role ARN：這不是角色的 ARN（例如 arn:aws:iam::123456789012:role/ec2ctl）。',
    'configuration.roleArn.partition': 'Role ARN：它在分割區 {partition}，但 Home region {region} 在 {ofHome}。',
    'configuration.externalId.alone': 'External ID：只與角色一起使用。請填寫 Role ARN，或清空此欄。',
    'configuration.externalId.shape':
      'External ID：應為 2 到 1224 個字元，只能有字母、數字與 _ + = , . @ : / - 這些符號。',
    'configuration.endpoint.shape': 'Endpoint URL：這不是 URL。',
    'configuration.endpoint.https': 'Endpoint URL：必須以 https:// 開頭（http:// 只能用於本機）。',
    'configuration.endpoint.parts': 'Endpoint URL：不能有使用者名稱、查詢字串、片段、空格或反斜線。',
    'configuration.endpoint.forbidden':
      'Endpoint URL：{address} 是 AWS 不會使用的位址（鏈路本機、中繼資料、未指定、多點傳送）。',
    'configuration.endpoint.notAws': 'Endpoint URL：使用伺服器自己的身分時，只能是 AWS 的主機（{domains}）或本機。',
  };
}
