-- A window for a page that is only read: in front of the draft or beside it, closed by q.

local M = {}

-- The buffer of the last page; there is only one at a time.
local shown

local function close_last()
  if shown and vim.api.nvim_buf_is_valid(shown) then
    vim.api.nvim_buf_delete(shown, { force = true })
  end
  shown = nil
end

local function open_float(bufnr, lines, title)
  local width, height = 20, 0
  for _, line in ipairs(lines) do
    width = math.max(width, vim.fn.strdisplaywidth(line) + 2)
  end
  width = math.min(width, 88, vim.o.columns - 4)
  for _, line in ipairs(lines) do
    height = height + math.max(1, math.ceil(vim.fn.strdisplaywidth(line) / width))
  end
  height = math.max(1, math.min(height, vim.o.lines - 6))
  local config = {
    relative = 'editor',
    width = width,
    height = height,
    row = math.floor((vim.o.lines - height) / 2) - 1,
    col = math.floor((vim.o.columns - width) / 2),
    style = 'minimal',
    border = 'rounded',
  }
  if vim.fn.has('nvim-0.9') == 1 then
    config.title = ' ' .. title .. ' '
  end
  return vim.api.nvim_open_win(bufnr, true, config)
end

--- Shows Markdown.
---@param text string
---@param title string
---@param where string one of 'float', 'split', 'vsplit', 'tab'
function M.show(text, title, where)
  close_last()
  local lines = vim.split(text:gsub('%s+$', ''), '\r?\n')
  local bufnr = vim.api.nvim_create_buf(false, true)
  shown = bufnr
  vim.api.nvim_buf_set_lines(bufnr, 0, -1, false, lines)
  local window
  if where == 'float' then
    window = open_float(bufnr, lines, title)
  else
    vim.cmd(({ split = 'belowright split', vsplit = 'belowright vsplit', tab = 'tab split' })[where])
    window = vim.api.nvim_get_current_win()
    vim.api.nvim_win_set_buf(window, bufnr)
  end
  vim.bo[bufnr].bufhidden = 'wipe'
  vim.bo[bufnr].filetype = 'markdown'
  vim.bo[bufnr].modifiable = false
  vim.b[bufnr].candor_page = title
  for name, value in pairs({ wrap = true, linebreak = true, conceallevel = 2, concealcursor = 'n', spell = false }) do
    vim.api.nvim_win_set_option(window, name, value)
  end
  for _, key in ipairs(where == 'float' and { 'q', '<Esc>' } or { 'q' }) do
    vim.keymap.set('n', key, close_last, { buffer = bufnr, nowait = true, desc = 'Close this page' })
  end
end

return M
