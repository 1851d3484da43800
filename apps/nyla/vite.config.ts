import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

const gateway = process.env['NYLA_GATEWAY_URL'] ?? 'http://127.0.0.1:3000';

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  server: {
    port: 5173,
    // The gateway answers pages and API from one origin in production; the proxy keeps that true in development.
    proxy: Object.fromEntries(['/api', '/v1', '/health'].map((path) => [path, { target: gateway }])),
  },
  build: {
    target: 'es2024',
    outDir: 'dist',
    emptyOutDir: true,
    sourcemap: false,
    rolldownOptions: {
      output: {
        codeSplitting: {
          // Libraries that every page needs. They change less often than our own code: a release leaves these files
          // in the reader's cache.
          groups: [
            { name: 'react', test: /node_modules[\\/](?:\.pnpm[\\/])?(?:react|react-dom|scheduler)[@\\/]/ },
            {
              name: 'vendor',
              test: /[\\/]node_modules[\\/](?:@tanstack[\\/](?:react-router|router-core|history|react-store|store|react-query|query-core)|i18next|react-i18next)[\\/]/,
            },
            // What every signed-in page draws with. Cut into a file for each part it would weigh a tenth more.
            {
              name: 'ui',
              test: /[\\/]@mantine[\\/](?:core[\\/]esm[\\/](?:core|components[\\/](?:ActionIcon|Button|CloseButton|Group|Input|InputBase|Loader|Paper|Skeleton|Stack|Text|Textarea|Title|Transition|UnstyledButton|VisuallyHidden))[\\/]|hooks[\\/]esm[\\/](?:use-clipboard|use-debounced-value|use-document-title|use-isomorphic-effect|use-merged-ref)[\\/])/,
            },
            // Our own small parts that every page shares, for the same reason.
            {
              name: 'shared',
              test: /[\\/]src[\\/](?:lib[\\/](?!calendar|format|typed)|components[\\/](?:money|ui[\\/](?:skeletons|empty-state|use-after-mount|logo|menu|place-beside))|features[\\/][a-z]+[\\/]logic[\\/]search\.)/,
            },
          ],
        },
      },
    },
  },
});
