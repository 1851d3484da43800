import preset from '../../jest.preset.mjs';

const [typescript] = Object.values(preset.transform);
const [transformer, options] = typescript;

// As in every package, and also `.tsx` with React's automatic runtime and the `@/` alias of Vite.
export default {
  ...preset,
  testMatch: ['<rootDir>/src/**/*.spec.ts', '<rootDir>/src/**/*.spec.tsx'],
  extensionsToTreatAsEsm: ['.ts', '.tsx'],
  moduleNameMapper: { ...preset.moduleNameMapper, '^@/(.*)$': '<rootDir>/src/$1' },
  transform: {
    '^.+\\.tsx?$': [
      transformer,
      {
        ...options,
        jsc: {
          target: options.jsc.target,
          parser: { syntax: 'typescript', tsx: true },
          transform: { react: { runtime: 'automatic' } },
        },
      },
    ],
  },
};
