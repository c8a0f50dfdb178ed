// The contract of the object store on the adapter as it runs in Azure: by one request, and in blocks.

import { describe } from 'vitest';
import { azureWorldWith } from './object-store/azure-world.ts';
import { describeObjectStore } from './object-store/contract.ts';
import { describeCopying } from './object-store/copying.ts';

describe('the object store in Azure', () => {
  describeObjectStore(azureWorldWith({}));
});

describe('the object store in Azure, copying in blocks', () => {
  describeCopying(azureWorldWith({ wholeLimit: 999, blockSize: 3000, parallelBlocks: 1 }));
});
