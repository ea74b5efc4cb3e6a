import { vi } from "vitest"

// The files of a worker share what packages loaded, and nothing of ours: a file's mocks and module state are its own.
vi.resetModules()
