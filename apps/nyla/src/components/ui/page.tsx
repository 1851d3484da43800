import { Box } from '@mantine/core';
import type { ReactNode } from 'react';

interface PageProps {
  readonly children: ReactNode;
  /** Widest the content becomes, in pixels. */
  readonly width?: number;
}

/** The frame of an ordinary, scrolling page: one width and one margin everywhere. */
export function Page({ children, width = 1120 }: PageProps) {
  return (
    <Box maw={width} mx="auto" w="100%" px={{ base: 'md', sm: 'xl' }} py={{ base: 'lg', sm: 36 }}>
      {children}
    </Box>
  );
}
