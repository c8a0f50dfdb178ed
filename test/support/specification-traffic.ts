// Checks requests and answers of Azure Resource Manager against its public REST specifications, where ../shared/specs is
// present: by oav, and by hand what oav lets pass (values of extensible enumerations, headers of long-running operations).

import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Exchange } from '../../local/azure/arm/resource-manager.ts';

const directory = fileURLToPath(new URL('../../../shared/specs/specification', import.meta.url));

/** For skipIf: the specifications are no part of this repository. */
export const specificationsAbsent = !existsSync(directory);

const armPathsPattern = [
  'elasticsan/resource-manager/Microsoft.ElasticSan/ElasticSan/stable/2025-09-01/*.json',
  'elasticsan/resource-manager/Microsoft.ElasticSan/stable/2024-05-01/*.json',
  'compute/resource-manager/Microsoft.Compute/DiskRP/stable/2025-01-02/*.json',
  'resources/resource-manager/Microsoft.Authorization/stable/2020-05-01/*.json',
  'authorization/resource-manager/Microsoft.Authorization/stable/2022-04-01/authorization-RoleDefinitionsCalls.json',
];

export interface Verdict {
  /** undefined where the path or version is in no specification. */
  readonly isSuccessful?: boolean;
  readonly errors: readonly { readonly code: string; readonly message: string }[];
  readonly runtimeException?: { readonly code: string; readonly message: string };
}

export interface LiveValidator {
  initialize(): Promise<void>;
  validateLiveResponse(
    response: object,
    operation: { readonly url: string; readonly method: string },
  ): Promise<Verdict>;
  validateLiveRequestResponse(pair: object): Promise<{
    readonly requestValidationResult: Verdict;
    readonly responseValidationResult: Verdict;
  }>;
}

export const createValidator = async (swaggerPathsPattern: readonly string[]): Promise<LiveValidator> => {
  const { LiveValidator } = await import('oav');
  const validator = new LiveValidator({
    git: { shouldClone: false },
    directory,
    swaggerPathsPattern: [...swaggerPathsPattern],
    isPathCaseSensitive: false,
    loadValidatorInInitialize: true,
    isArmCall: true,
  });
  await validator.initialize();
  return validator;
};

/** Operations have addresses that no specification knows; that of resource groups is not among ours. */
const isSpecified = ({ url }: Exchange): boolean =>
  !/\/providers\/Simulated\//.test(url) && !/^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\?/i.test(url);

const values: Readonly<Record<string, readonly string[]>> = {
  createSource: ['None', 'VolumeSnapshot', 'DiskSnapshot', 'Disk', 'DiskRestorePoint'],
  createOption: ['Copy', 'CopyFromSanSnapshot'],
  encryption: ['EncryptionAtRestWithPlatformKey', 'EncryptionAtRestWithCustomerManagedKey'],
  protocolType: ['Iscsi', 'None'],
  level: ['NotSpecified', 'CanNotDelete', 'ReadOnly'],
  provisioningState: [
    'Invalid',
    'Succeeded',
    'Failed',
    'Canceled',
    'Pending',
    'Creating',
    'Updating',
    'Deleting',
    'Deleted',
    'Restoring',
  ],
};

const strangeValues = (body: unknown, where: string): string[] => {
  if (typeof body !== 'object' || body === null) return [];
  return Object.entries(body).flatMap(([name, value]) => {
    const allowed = values[name];
    const strange = typeof value === 'string' && allowed !== undefined && !allowed.includes(value);
    return [...(strange ? [`${where}.${name}: ${value}`] : []), ...strangeValues(value, `${where}.${name}`)];
  });
};

const missingHeaders = ({ method, answer }: Exchange): string[] => {
  const longRunning = answer.status === 202 || (answer.status === 201 && method === 'PUT');
  if (!longRunning) return [];
  const { location, 'retry-after': wait } = answer.headers ?? {};
  return [
    ...(location?.startsWith('http') === true ? [] : ['no Location']),
    ...(/^\d+$/.test(wait ?? '') ? [] : ['no Retry-After in seconds']),
  ];
};

const problemsOf = ({ isSuccessful, errors, runtimeException }: Verdict): string[] =>
  isSuccessful === true
    ? []
    : [
        ...errors.map(({ code, message }) => `${code}: ${message}`),
        runtimeException?.message ?? 'not in the specification',
      ];

/** The path of a parent may have several segments (x-ms-skip-url-encoding): oav knows it only as one. */
const withOneParent = (url: string): string =>
  url.replace(
    /(\/Microsoft\.ElasticSan)\/elasticSans\/([^/]+)(\/volumegroups\/[^/]+\/providers\/Microsoft\.Authorization\/)/i,
    '$1/elasticSans%2F$2$3',
  );

/** Everything wrong with the traffic, each with its request. A request that is refused need not be right. */
export const trafficProblems = async (exchanges: readonly Exchange[]): Promise<readonly string[]> => {
  const validator = await createValidator(armPathsPattern);
  const problems: string[] = [];
  for (const exchange of exchanges.filter(isSpecified)) {
    const { method, url, requestHeaders, requestBody, answer } = exchange;
    const { requestValidationResult, responseValidationResult } = await validator.validateLiveRequestResponse(
      {
        liveRequest: {
          method,
          url: `https://management.azure.com${withOneParent(url)}`,
          headers: requestHeaders,
          ...(requestBody === undefined ? {} : { body: requestBody }),
        },
        liveResponse: {
          statusCode: String(answer.status),
          headers: { 'content-type': 'application/json; charset=utf-8', ...answer.headers },
          ...(answer.body === undefined ? {} : { body: answer.body }),
        },
      },
    );
    const found = [
      ...(answer.status < 400 ? problemsOf(requestValidationResult) : []),
      ...problemsOf(responseValidationResult),
      ...strangeValues(answer.body, 'answer'),
      ...(answer.status < 400 ? strangeValues(requestBody, 'request') : []),
      ...missingHeaders(exchange),
    ];
    problems.push(...found.map((problem) => `${method} ${url} -> ${answer.status}: ${problem}`));
  }
  return [...new Set(problems)];
};
