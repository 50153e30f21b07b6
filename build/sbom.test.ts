/** The bill of materials is CycloneDX as others read it, and depends on nothing but what is billed. */
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { Spec, Validation } from '@cyclonedx/cyclonedx-library';
import { type Carried, npmPackages } from './licences.ts';
import { ROOT } from './repository.ts';
import { RUNTIME_VERSION } from './runtime.ts';
import { type Billed, billOfMaterials } from './sbom.ts';
import { goComponents, libraryComponents, npmComponents, runtimeComponent } from './sbom-components.ts';

const SUM = '0123456789abcdef'.repeat(4);
const npm = npmPackages(
  ['commander/index.js', '@smithy/core/dist-cjs/index.js'].map((file) => join(ROOT, 'node_modules', file)),
);
const go: Carried[] = [
  { name: 'Go standard library', version: 'go1.26.3', folder: '', texts: [], licence: 'BSD-3-Clause' },
  { name: 'gopkg.in/yaml.v3', version: 'v3.0.1', folder: '', texts: [], licence: 'Apache-2.0 AND MIT' },
];
const program = { goVersion: 'go1.26.3', modules: [{ path: 'gopkg.in/yaml.v3', version: 'v3.0.1', sum: 'h1:abc=' }] };
const libraries = { version: '10.2.1-6', release: 'bullseye', packages: { 'libstdc++6': SUM } };

/** Components are made anew each time: whoever writes a document may change them. */
function billed(changes: Partial<Billed> = {}): Billed {
  return {
    buildVersion: '0.1.0+0123456789ab',
    committed: new Date('2026-11-26T01:02:03Z'),
    file: 'ec2ctl-0.1.0-linux-amd64.tar.gz',
    sha256: SUM,
    carried: [
      ...npmComponents(npm),
      ...goComponents(program, go),
      runtimeComponent(process.versions, SUM),
      ...libraryComponents(libraries, 'arm64'),
    ],
    ...changes,
  };
}

interface Component {
  readonly name: string;
  readonly group?: string;
  readonly version: string;
  readonly purl: string;
  readonly cpe?: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses?: unknown;
  readonly components?: readonly Component[];
  readonly properties?: unknown;
}

interface Bom {
  readonly serialNumber: string;
  readonly metadata: { readonly timestamp?: string; readonly component: Component };
  readonly components: readonly Component[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

function bomOf(changes?: Partial<Billed>): Bom {
  return JSON.parse(billOfMaterials(billed(changes))) as Bom;
}

function named(bom: Bom, name: string): Component | undefined {
  return bom.components.find((one) => one.name === name);
}

describe('the document', () => {
  const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);

  test('keeps to the schema of CycloneDX 1.6, which finds a word that is none of its own', async () => {
    const text = billOfMaterials(billed());
    expect(await validator.validate(text)).toBeNull();
    expect(await validator.validate(text.replace('"components"', '"ingredients"'))).not.toBeNull();
  });

  test('is the same for the same bundle, and has another serial number for another', () => {
    expect(billOfMaterials(billed())).toBe(billOfMaterials(billed()));
    const other = bomOf({ sha256: SUM.replaceAll('0', '1') });
    expect(other.serialNumber).not.toBe(bomOf().serialNumber);
    expect(other.serialNumber).toMatch(/^urn:uuid:[\da-f]{8}-[\da-f]{4}-8[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
  });

  test('is about one file of one commit, and has the time of that commit or none', () => {
    expect(bomOf().metadata).toEqual({
      timestamp: '2026-11-26T01:02:03.000Z',
      component: expect.objectContaining({
        name: 'ec2ctl',
        version: '0.1.0+0123456789ab',
        hashes: [{ alg: 'SHA-256', content: SUM }],
      }),
    });
    expect(bomOf({ committed: undefined }).metadata).not.toHaveProperty('timestamp');
  });

  test('says of everything in it that the plugin depends on it', () => {
    const { components, dependencies, metadata } = bomOf();
    const own = dependencies.find(({ ref }) => ref === metadata.component.purl);
    expect(own?.dependsOn?.toSorted()).toEqual(components.map(({ purl }) => purl).toSorted());
  });
});

describe('a component', () => {
  test('of npm has name, version, licence, and the checksum that the lock file holds npm to', () => {
    const bom = bomOf();
    const [core] = npm.filter(({ name }) => name === '@smithy/core');
    expect(named(bom, 'core')).toMatchObject({
      group: '@smithy',
      purl: `pkg:npm/%40smithy/core@${core?.version ?? ''}`,
      licenses: [{ license: { id: 'Apache-2.0' } }],
      hashes: [{ alg: 'SHA-512', content: expect.stringMatching(/^[\da-f]{128}$/) }],
    });
    expect(named(bom, 'commander')).toMatchObject({ licenses: [{ license: { id: 'MIT' } }] });
  });

  test('of npm that the lock file does not know is not listed but refused', () => {
    const stranger = npm.map((one) => ({ ...one, folder: join(ROOT, 'node_modules', 'no-such-package') }));
    expect(() => npmComponents(stranger)).toThrow('package-lock.json has no SHA-512 of it');
  });

  test('of Go has the checksum of go.sum as what it is, and all its licences', () => {
    const bom = bomOf();
    expect(named(bom, 'gopkg.in/yaml.v3')).toMatchObject({
      purl: 'pkg:golang/gopkg.in/yaml.v3@v3.0.1',
      licenses: [{ expression: 'Apache-2.0 AND MIT' }],
      properties: [{ name: 'ec2ctl:go.sum', value: 'h1:abc=' }],
    });
    expect(named(bom, 'stdlib')).toMatchObject({ purl: 'pkg:golang/stdlib@1.26.3' });
  });

  test('of Go that the program has and whose licence nobody has read is refused', () => {
    const modules = program.modules.map((one) => ({ ...one, version: 'v3.0.2' }));
    expect(() => goComponents({ ...program, modules }, go)).toThrow('nobody has read its licence');
  });

  test('for Node has its CPE, the checksum of its program, and what is inside', () => {
    const node = named(bomOf(), 'node');
    expect(node).toMatchObject({
      version: RUNTIME_VERSION,
      cpe: `cpe:2.3:a:nodejs:node.js:${RUNTIME_VERSION}:*:*:*:*:*:*:*`,
      hashes: [{ alg: 'SHA-256', content: SUM }],
    });
    const inside = node?.components?.map(({ name, version }) => `${name} ${version}`);
    expect(inside).toEqual(
      expect.arrayContaining(['openssl', 'uv', 'v8'].map((x) => `${x} ${process.versions[x] ?? ''}`)),
    );
    expect(inside?.filter((one) => /^(node|modules|napi) | $/.test(one))).toEqual([]);
  });

  test('for Node is refused where the build runs on another version, whose parts are others', () => {
    expect(() => runtimeComponent({ ...process.versions, node: '20.1.0' }, SUM)).toThrow('the build runs on 20.1.0');
  });

  test('of Debian names the release and the architecture', () => {
    const purl = 'pkg:deb/debian/libstdc%2B%2B6@10.2.1-6?arch=arm64&distro=bullseye';
    expect(named(bomOf(), 'libstdc++6')).toMatchObject({ purl, hashes: [{ alg: 'SHA-256', content: SUM }] });
  });
});
