import { Box } from '@mantine/core';
import { useIntersection } from '@mantine/hooks';
import { type ReactNode, useState } from 'react';

interface WhenNearProps {
  /** Of what will come, which is kept free for it. */
  readonly height: number;
  readonly children: ReactNode;
}

/** Within the page's own scroller, far enough for what comes to be drawn before it is seen. */
const NEAR = { scrollMargin: '100px 0px' };

/** Draws what is dear to draw once it comes near to what the reader sees, and keeps it from then on. */
export function WhenNear({ height, children }: WhenNearProps) {
  const [near, setNear] = useState(false);
  const { ref, entry } = useIntersection(NEAR);
  if (entry?.isIntersecting && !near) setNear(true);
  return near ? children : <Box ref={ref} h={height} />;
}
