import type { Translation } from '../catalogue.ts';

/** What a system admin can do about a failure. What it means stands on a page in English alone. */
export function mending(): Translation {
  return {
    'failure.denied.admin':
      '在登入資料的 IAM 政策中允許該動作。若使用 README 中以標籤限制的政策，執行個體必須有標籤 `ec2ctl`，值為 `operate`。如果是刻意關閉某個區域，請在設定 *Regions* 中列出其他區域。',
    'failure.deniedExplicitly.admin':
      '在別處允許沒有用：請修改拒絕的政策。如果是刻意關閉某個區域，請在設定 *Regions* 中列出其他區域。',
    'failure.notEnabled.admin':
      '在 AWS 主控台（Account → AWS Regions）啟用該區域，或不要將它列入設定 *Regions*。新帳戶可能需要數小時。',
    'failure.notListed.admin': '將該區域加入設定 *Regions*，或清空這項設定以使用帳戶的所有區域。',
    'failure.blocked.admin': '請洽 AWS Support。',
    'failure.pendingVerification.admin': '請等候 AWS 的郵件，通常幾分鐘就會收到；超過四小時請洽 AWS Support。',
    'failure.clock.admin': '校正 Mattermost 伺服器的時鐘，並以 NTP 保持準確（`chronyc tracking`）。',
    'failure.clockSkew.admin': '校正 Mattermost 伺服器的時鐘，並以 NTP 保持準確（`chronyc tracking`）。',
    'failure.credentials.admin':
      '在 AWS 主控台檢查存取金鑰（IAM → Users → Security credentials）；使用 GovCloud 或中國區域時，也請檢查設定 *Home region*。臨時金鑰的工作階段權杖要填入它自己的設定。',
    'failure.signature.admin': '重新輸入私密存取金鑰，前後不要有空格。如果金鑰正確，請檢查代理伺服器。',
    'failure.expired.admin':
      '輸入新的金鑰與工作階段權杖，或改用會自動更新的伺服器身分。若是執行個體角色，請檢查執行個體中繼資料是否仍提供新的金鑰。',
    'failure.expiredOrClock.admin': '先檢查 Mattermost 伺服器的時鐘，再更新臨時金鑰。',
    'failure.noCredentials.admin':
      '為機器設定執行個體設定檔，或為伺服器提供 Web 身分、環境變數或共用檔案。在 EC2 上的容器中，執行個體中繼資料的躍點限制必須是 2。',
    'failure.unsupportedCredentials.admin': '為伺服器提供角色、Web 身分，或含有金鑰的設定檔。',
    'failure.roleNotAssumable.admin':
      '角色的信任政策必須允許這些登入資料使用 `sts:AssumeRole`，外部 ID 須與設定相同；若要變更執行個體，還須允許 `sts:SetSourceIdentity`。登入資料本身的政策也必須允許對該角色使用 `sts:AssumeRole`。',

    'failure.timedOut.admin':
      '多半是防火牆丟棄封包而不是拒絕：請在 Mattermost 伺服器上執行 `curl -v https://ec2.<region>.amazonaws.com`。',
    'failure.nameNotFound.admin':
      '檢查設定 *Endpoint URL*、*Home region* 與 *Regions*（打錯的區域沒有主機）、`/etc/resolv.conf`，以及這台機器是否只能經由代理伺服器連上網際網路：若是如此，請設定 `HTTPS_PROXY`。',
    'failure.connectionRefused.admin': '檢查設定 *Endpoint URL*，以及途中的防火牆。',
    'failure.endpointForbidden.admin': '檢查設定 *Endpoint URL*，以及 DNS 對該名稱的解析結果。',
    'failure.connectionLost.admin': '如果持續發生，請檢查途中的代理伺服器或防火牆。',
    'failure.unreachable.admin':
      '這台機器必須能直接或經由代理伺服器連到 `https://ec2.<region>.amazonaws.com`。`HTTPS_PROXY` 與 `NO_PROXY` 取自 Mattermost 伺服器的環境變數：請在那裡設定，然後停止並再次啟動伺服器。',
    'failure.connectForbidden.admin':
      '檢查 SELinux（`ausearch -m avc`）、AppArmor、systemd 的單元（`IPAddressDeny`、`RestrictAddressFamilies`），以及本機防火牆的對外規則。',
    'failure.tlsUntrusted.admin':
      '在伺服器上安裝代理伺服器的憑證授權單位，或在 Mattermost 伺服器的環境變數中以 `SSL_CERT_FILE` 或 `NODE_EXTRA_CA_CERTS` 指定它的 PEM 檔案，然後停止並再次啟動伺服器。',
    'failure.tlsExpired.admin': '檢查 Mattermost 伺服器的時鐘；如果時鐘正確，請更新端點或代理伺服器的憑證。',
    'failure.tlsWrongName.admin': '檢查設定 *Endpoint URL*、DNS 與代理伺服器：有別的主機代替 AWS 回應。',
    'failure.tls.admin': '檢查設定 *Endpoint URL*，以及是否有防火牆或代理伺服器代替 AWS 回應。',
    'failure.proxyRefused.admin': '在代理伺服器允許連接埠 443 上的 `*.amazonaws.com`，或用 `NO_PROXY` 繞過它。',
    'failure.proxyLogin.admin':
      '在 Mattermost 伺服器的環境變數中，將名稱與密碼寫入位址：`HTTPS_PROXY=http://name:password@proxy:3128`。',
    'failure.proxyUnreachable.admin': '檢查 Mattermost 伺服器環境變數中的 `HTTPS_PROXY`，以及代理伺服器本身。',
    'failure.proxy.admin': '查看代理伺服器的記錄，並確認 `HTTPS_PROXY` 指的是 HTTP 代理伺服器（不是 SOCKS）。',

    'failure.throttled.admin':
      '看看哪些工具經常發出請求（CloudTrail、CloudWatch → AWS/EC2/API），或在 AWS Service Quotas 提高上限。',
    'failure.unavailable.admin': '查看 AWS Health Dashboard。',
    'failure.internal.admin': '查看伺服器記錄。沒有請求 ID 的是 ec2ctl 的缺陷：請回報。',
    'failure.badAnswer.admin': '檢查設定 *Endpoint URL*，以及途中是否有東西以 AWS 的名義回應。',
    'failure.unknown.admin': '在 EC2 錯誤碼清單中查詢這個代碼；伺服器記錄中有 AWS 的說明。',
    'failure.launchFailed.admin': '請稍後再試；如果持續發生，請洽 AWS Support。',

    'failure.stopProtection.admin': 'AWS 主控台 → Instance settings → Change stop protection。',
    'failure.notPermitted.admin': 'AWS 的說明會指出是什麼問題。',
    'failure.wrongState.admin': '等狀態穩定。如果卡在 `stopping`，請在 AWS 主控台強制停止。',
    'failure.spotRequest.admin': '在 AWS 主控台查看 Spot 請求（EC2 → Spot Requests）。',
    'failure.unknownId.admin': '通常不必處理：它在這段期間已終止。',
    'failure.unsupported.admin': 'AWS 的說明會指出哪裡不相容。使用執行個體儲存體的執行個體無法停止。',
    'failure.stoppedMeanwhile.admin': 'CloudTrail 會顯示是誰提出的（`StopInstances`、`TerminateInstances`）。',
    'failure.scheduledStop.admin': '再次啟動：它會移到其他硬體。',
    'failure.spotInterrupted.admin': '不能中斷的工作請使用隨需執行個體。',
    'failure.spotTerminated.admin':
      '請另外建立一個。中斷後還要恢復的，需要中斷時會停止的 Spot 請求（*Interruption behavior*），或隨需執行個體。',

    'failure.capacity.admin': '再試一次、更換類型或可用區域，或維持容量保留。',
    'failure.hostCapacity.admin': '查看 EC2 → Dedicated Hosts，或變更執行個體的租用或親和性。',
    'failure.reservedCapacity.admin': '擴大容量保留，或將執行個體的容量保留設為 *open* 或 *none*。',
    'failure.limit.admin': 'AWS Service Quotas → Amazon EC2。',

    'failure.volumeLimit.admin': 'AWS Service Quotas → Amazon EBS。',
    'failure.volume.admin': '查看執行個體的磁碟區（EC2 → Volumes）；AWS 的說明會指出是哪一個。',
    'failure.kmsKey.admin': '重新啟用金鑰（KMS → Customer managed keys），或取消刪除。',
    'failure.launchRefused.admin':
      '允許目前的登入資料對該金鑰使用 `kms:CreateGrant`，並附上條件 `kms:GrantIsForAWSResource`；CloudTrail 會顯示遭拒的 `CreateGrant`。',

    'failure.interrupted.admin': '不必處理。CloudTrail 會顯示是否已向 AWS 發出請求。',
    'failure.notAsked.admin': '不必處理：再試一次即可。',
    'failure.notSent.admin': '請過一分鐘再試。如果經常發生，請在伺服器記錄中查看是誰一次變更了多少。',
    'failure.stopped.admin': '再試一次即可。如果經常發生，請在伺服器記錄中查看 Mattermost 沒有接受什麼。',
    'failure.notRecorded.admin': '查看伺服器記錄與 Mattermost 的資料庫。',
    'failure.notMoved.admin': 'AWS 主控台會顯示執行個體的狀態與 *State transition message*。',
    'failure.wentElsewhere.admin': 'AWS 主控台會顯示 *State transition message*；CloudTrail 會顯示還有誰提出了請求。',
    'failure.gone.admin': '通常不必處理：它在這段期間已終止。',
  };
}
