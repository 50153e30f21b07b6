import type { Translation } from '../catalogue.ts';

/** What is wrong with an entry of the lists of people. What is to be written is not translated. */
export function people(): Translation {
  return {
    'people.bare': '{setting}：{entry} 沒有註明種類。請寫成 @name、team:name、~team/channel、group:name 或 everyone。',
    'people.mention': '{setting}：{entry} 不是一個人。若指所有使用者，請寫 everyone，不加 @。',
    'people.form': '{setting}：看不懂 {entry}。每行一項，例如 @alice 或 team:sre in ~sre/deploys',
    'people.everyone': '{setting}：everyone 範圍太大。請列出使用者、邀請制團隊、私人頻道或群組。',
    'people.nobody.person': '{setting}：沒有名為 {name} 的使用者。',
    'people.nobody.person.near': '{setting}：沒有名為 {name} 的使用者。是不是 {near}？',
    'people.nobody.group': '{setting}：沒有名為 {name} 的群組。',
    'people.nobody.group.near': '{setting}：沒有名為 {name} 的群組。是不是 {near}？',
    'people.nobody.team': '{setting}：沒有名為 {name} 的團隊。',
    'people.nobody.team.near': '{setting}：沒有名為 {name} 的團隊。是不是 {near}？',
    'people.nobody.channel': '{setting}：沒有名為 {name} 的頻道。',
    'people.nobody.channel.near': '{setting}：沒有名為 {name} 的頻道。是不是 {near}？',
    'people.unknownId': '{setting}：{name} 後面的 ID 不屬於任何現有的對象。',
    'people.several': '{setting}：{count, number} 個團隊都有頻道 {name}。請連同團隊一起寫，例如 {example}。',
    'people.disagree': '{setting}：{name} 後面的 ID 屬於另一個名稱。請刪除括號，或改正名稱。',
    'people.unbound': '{setting}：第一次讀取時，{name} 不屬於任何人。請移除並儲存，再重新輸入。',
    'people.deactivated': '{setting}：{name} 已停用。',
    'people.archived': '{setting}：{name} 已封存。',
    'people.remote': '{setting}：{name} 屬於另一台伺服器。',
    'people.open.channel': '{setting}：{name} 是公開頻道，任何人都能自行加入。',
    'people.open.team': '{setting}：{name} 是任何人都能自行加入的團隊。',
    'people.open.group': '{setting}：{name} 是一般使用者可能有權變更成員的群組。',
  };
}
