/** What `ls` answers. */
export const listing = {
  'listing.sum':
    '**{count, plural, one {# instance} other {# instances}} in {regions, plural, one {# region} other {# regions}}:**',
  'listing.sum.oneRegion': '**{count, plural, one {# instance} other {# instances}} in {region}:**',
  'listing.sum.state': '{mark} {count, number} {state}',
  'listing.sum.terminated': '{count, number} terminated not shown',
  'listing.none.oneRegion': '**No instances** in {region}.',
  'listing.none.regions': '**No instances** in {regions, plural, one {# region} other {# regions}}.',
  'listing.none.soFar': '**No instances** in the {regions, plural, one {# region} other {# regions}} read so far.',
  'listing.none.read':
    '**No instances** in the {regions, plural, one {# region} other {# regions}} that could be read.',
  'listing.none.terminated': '{count, number} terminated not shown.',
  'listing.noRegionYet': '**No region has answered yet.**',
  'listing.naming': '**No region has answered yet.** Waiting for the list of regions.',
  'listing.noRegionRead': '**No region could be read:** {sentence}',
  'listing.noRegionRead.mixed': '**No region could be read.**',
  'listing.read.all': '{regions, plural, one {# region} other {# regions}} read in {time}.',
  'listing.read.some': '{read, number} of {regions, plural, one {# region} other {# regions}} read in {time}.',
  'listing.read.waiting':
    '{read, number} of {regions, plural, one {# region} other {# regions}} read in {time}, waiting for: {waiting}.',
  'listing.notRead': 'Not read: {failed}.',
  'listing.notRead.group': '{regions} ({reason})',
  'listing.notPublic': '⚠️ Only operators may show this to everyone here.',
  'listing.leftOut':
    '⚠️ Only the first {most, number} instances that were read are looked at, {count, number} are left out. Name a region with {flag}.',
  'listing.cut': 'Showing the first {shown, number} of {count, number}; {left, number} more do not fit.',
  'listing.file.cut': 'Showing the first {shown, number}; all {count, number} are in the file.',
  'listing.file.cut.part':
    'Showing the first {shown, number} of {count, number}; the first {rows, number} are in the file, which cannot be larger.',
  'listing.file.whole':
    '{count, plural, one {It is in the file as well.} =2 {Both are in the file as well.} other {All # are in the file as well.}}',
  'listing.file.part': 'The first {rows, number} are in the file, which cannot be larger.',
  'listing.file.cut.follows': 'Showing the first {shown, number} of {count, number}; the file will have all.',
  'listing.file.follows': 'The file will follow.',
  'listing.file.refused': '⚠️ Mattermost did not take the file.',
  'listing.file.direct': 'The listing and its file are in {place}.',
  'listing.file.direct.place': 'your direct messages with ec2ctl',
  'listing.column.name': 'INSTANCE NAME',
  'listing.column.id': 'ID',
  'listing.column.type': 'TYPE',
  'listing.column.state': 'STATE',
  'listing.column.region': 'REGION',
  'listing.column.zone': 'ZONE',
  'listing.column.private': 'PRIVATE ADDRESS',
  'listing.column.public': 'PUBLIC ADDRESS',
  'listing.column.launched': 'LAUNCHED',
  'listing.column.tags': 'TAGS',
  'listing.regions.failed': '**The regions of this account could not be read:** {sentence}',
  'listing.regions.setting':
    'Name the regions in the setting **Regions** (System Console, Plugins, ec2ctl), and they are not asked for any more.',
  'listing.region.unknown':
    '**{region} is not among the {count, plural, one {# region} other {# regions}} enabled for this account.**',
  'listing.region.unknown.setting': '**{region} is not in the setting Regions of ec2ctl.**',
  'listing.region.which': 'Regions: {regions}',
} as const;
