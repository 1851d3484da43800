/** Sums the statistics without people up anew from those with; for tests that plant use of the past. */
export const SUM_USAGE = `
  DELETE FROM billing_mandate_usage_daily;
  INSERT INTO billing_mandate_usage_daily
  SELECT mandate_id, day, connector_type, model, feature, sum(calls), sum(input_tokens), sum(cache_read_tokens),
    sum(cache_write_tokens), sum(output_tokens), sum(search_requests), sum(amount)
  FROM billing_usage_daily GROUP BY 1, 2, 3, 4, 5`;
