import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    include: ["{generator,server,client,templates,test}/**/*.test.ts"],
    exclude: ["**/node_modules/**", "dist/**", "templates/project/**"],
    // Many files wait for processes most of their time; by default one processor stays free.
    maxWorkers: "100%",
    // Suites that start processes or compile whole trees share two cores; the default of 5 s is for pure code.
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
