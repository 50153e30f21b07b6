import type { Translation } from '../catalogue.ts';

/** What the bridge says when the sidecar cannot. */
export function bridge(): Translation {
  return {
    'bridge.starting': 'ec2ctl 正在啟動。沒有任何變更。請過幾秒再試。',
    'bridge.unavailable': 'ec2ctl 暫時無法使用。沒有任何變更。請過一分鐘再試。',
    'bridge.noRuntime': 'ec2ctl 無法啟動：安裝資料夾中缺少執行環境。沒有任何變更。須由系統管理員重新上傳 ec2ctl。',
    'bridge.wrongArchitecture':
      'ec2ctl 無法啟動：安裝的檔案是給另一種處理器用的。沒有任何變更。須由系統管理員上傳適合這台伺服器的檔案（linux-amd64 或 linux-arm64）。',
    'bridge.missingLibrary':
      'ec2ctl 無法啟動：伺服器缺少系統函式庫。沒有任何變更。系統管理員可在伺服器記錄中看到它的名稱。',
    'bridge.versionMismatch':
      'ec2ctl 無法啟動：它的兩個部分不是同一個版本。沒有任何變更。須由系統管理員重新上傳 ec2ctl。',
    'bridge.gaveUp':
      'ec2ctl 多次無法啟動，已放棄。沒有任何變更。系統管理員可在伺服器記錄中看到原因；儲存設定就會再試一次。',
    'bridge.notAnswering':
      'ec2ctl 沒有及時回應。如果是要啟動或停止執行個體，請先用 `/ec2ctl ls` 確認，再決定是否重來。',
    'bridge.interrupted': 'ec2ctl 中斷了。如果是要啟動或停止執行個體，請先用 `/ec2ctl ls` 確認，再決定是否重來。',
    'bridge.shuttingDown': 'ec2ctl 正在關閉。沒有任何變更。',
    'bridge.tooLarge': '內容太長，ec2ctl 無法處理。沒有任何變更。',
    'bridge.internalError':
      'ec2ctl 發生錯誤。伺服器記錄中的參考編號是 `{reference}`。如果是要啟動或停止執行個體，請先用 `/ec2ctl ls` 確認，再決定是否重來。',
  };
}
