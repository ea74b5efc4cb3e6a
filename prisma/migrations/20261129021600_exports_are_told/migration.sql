ALTER TYPE "AlertKind" ADD VALUE 'handed_over';
