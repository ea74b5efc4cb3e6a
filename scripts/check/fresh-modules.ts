import { vi } from "vitest"

// The test files of a worker share loaded packages but none of our modules: mocks and module state stay with each file.
vi.resetModules()
