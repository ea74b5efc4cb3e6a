ALTER TYPE "ConsentPurpose" ADD VALUE 'authoriser';
