-- Drives the server through Neovim's own client. Fails with the reason on standard error.
local binary, root = vim.env.CLAUSEBOOK_BINARY, vim.env.CLAUSEBOOK_ROOT

local function fail(reason)
  io.stderr:write(reason .. '\n')
  vim.cmd('cquit')
end

local function codes(buffer)
  local found = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(buffer)) do
    table.insert(found, diagnostic.code .. '@' .. diagnostic.lnum .. ':' .. diagnostic.col)
  end
  table.sort(found)
  return table.concat(found, ' ')
end

local function expect(buffer, expected)
  if not vim.wait(60000, function() return codes(buffer) == expected end, 20) then
    fail('expected `' .. expected .. '`, found `' .. codes(buffer) .. '`')
  end
end

local client = vim.lsp.start_client({ cmd = { binary, 'lsp' }, root_dir = root, name = 'clausebook' })
vim.cmd('edit ' .. root .. '/content/a.md')
local buffer = vim.api.nvim_get_current_buf()
vim.lsp.buf_attach_client(buffer, client)
-- Columns of Neovim are bytes: the emoji before the link has four.
expect(buffer, 'LK101@4:5')

-- Unsaved changes count, those of several lines too.
vim.api.nvim_buf_set_lines(buffer, 4, 5, false, { '😀', '', '[x](/)' })
expect(buffer, '')
vim.api.nvim_buf_set_text(buffer, 6, 4, 6, 5, { '/none/' })
expect(buffer, 'LK101@6:0')

local function ask(method, line, character)
  local position = { line = line, character = character }
  local parameters = { textDocument = vim.lsp.util.make_text_document_params(buffer), position = position }
  local answers = vim.lsp.buf_request_sync(buffer, method, parameters, 60000)
  return answers and answers[client] and answers[client].result or fail('no answer to ' .. method)
end

local hover = ask('textDocument/hover', 6, 6)
if not hover.contents.value:find('LK101', 1, true) then fail('hover: ' .. vim.inspect(hover)) end
vim.api.nvim_buf_set_text(buffer, 6, 4, 6, 10, { '' })
local items = ask('textDocument/completion', 6, 4).items
if #items == 0 then fail('no completion') end
vim.lsp.util.apply_text_edits({ items[1].textEdit }, buffer, 'utf-16')
expect(buffer, '')

-- A heading and the link to it get another name, in an open document and in one that is not.
vim.api.nvim_buf_set_lines(buffer, -1, -1, false, { '', '## Part é', '', '[p](#part-é)' })
vim.cmd('write')
local last = vim.api.nvim_buf_line_count(buffer)
local position = { line = last - 3, character = 4 }
local parameters = { textDocument = vim.lsp.util.make_text_document_params(buffer), position = position, newName = 'Other 😀 part' }
local renamed = vim.lsp.buf_request_sync(buffer, 'textDocument/rename', parameters, 60000)[client].result
vim.lsp.util.apply_workspace_edit(renamed, 'utf-16')
local lines = table.concat(vim.api.nvim_buf_get_lines(buffer, last - 3, -1, false), '|')
if lines ~= '## Other 😀 part||[p](#other--part)' then fail('rename: ' .. lines) end

vim.cmd('wall')
vim.lsp.stop_client(client)
if not vim.wait(60000, function() return vim.lsp.get_client_by_id(client) == nil end, 20) then
  fail('the server does not stop')
end
vim.cmd('quitall!')
